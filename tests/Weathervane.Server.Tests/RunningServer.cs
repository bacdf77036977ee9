using Weathervane.Store;

namespace Weathervane.Server.Tests;

/// <summary>A real server on a free port of this machine, over a workspace in a folder that goes away with it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly VaneServer _server;

    private RunningServer(string folder, Workspace workspace, VaneServer server)
    {
        (Folder, Workspace, _server) = (folder, workspace, server);
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(server.Url) };
    }

    internal string Folder { get; }

    internal Workspace Workspace { get; }

    internal HttpClient Client { get; }

    internal string Url => _server.Url;

    internal static async Task<RunningServer> StartAsync(ServerOptions? options = null, Action<Workspace>? prepare = null, TimeProvider? clock = null)
    {
        var folder = Path.Combine(Path.GetTempPath(), "vane-server-" + Guid.NewGuid().ToString("N"));
        var workspace = Workspace.Open(folder, clock ?? TimeProvider.System);
        prepare?.Invoke(workspace);
        var server = await VaneServer.StartAsync(workspace, (options ?? new ServerOptions()) with { Port = 0 }, clock ?? TimeProvider.System);
        return new RunningServer(folder, workspace, server);
    }

    /// <summary>Stops the server and leaves its workspace.</summary>
    internal ValueTask StopAsync() => _server.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        Workspace.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
