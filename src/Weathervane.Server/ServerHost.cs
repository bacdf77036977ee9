using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Weathervane.Server.Access;
using Weathervane.Server.Api;

namespace Weathervane.Server;

/// <summary>What a server needs that has nothing to do with its workspace: made in the background from the beginning on, while the workspace is opened.</summary>
/// <example><code>
/// var host = new ServerHost(new ServerOptions());
/// using var workspace = Workspace.Open(".vane", TimeProvider.System);
/// await using var server = await VaneServer.StartAsync(workspace, host, TimeProvider.System);
/// </code></example>
public sealed class ServerHost
{
    /// <summary>Begins.</summary>
    /// <param name="options">How it listens.</param>
    /// <param name="log">Where structured log lines go; null keeps quiet.</param>
    public ServerHost(ServerOptions options, Action<ILoggingBuilder>? log = null)
    {
        Options = options;
        App = Task.Run(() => Build(options, log));
    }

    internal ServerOptions Options { get; }

    internal Task<WebApplication> App { get; }

    private static WebApplication Build(ServerOptions options, Action<ILoggingBuilder>? log)
    {
        // Store calls wait for the disk, each on a thread of the pool: without these the pool would grow by one or two a second.
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, 64), ports);

        // Nothing is read but what is said here: no appsettings.json that happens to lie in the folder, no variables.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        log?.Invoke(builder.Logging);
        builder.Services.AddRoutingCore();
        builder.Services.AddRequestDecompression();
        ApiEndpoints.AddServices(builder.Services);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(options.StopSeconds));
        if (options.CertificatePath is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = 64 << 10;
            kestrel.Listen(options.Address, options.Port, listen =>
            {
                if (options.CertificatePath is { } certificate)
                {
                    listen.UseHttps(Certificates.Read(certificate, options.CertificateKeyPath));
                }
            });
        });
        return builder.Build();
    }
}
