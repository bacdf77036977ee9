using System.Diagnostics;
using System.Globalization;
using Weathervane.Store.Locations;

[assembly: AssemblyFixture(typeof(Weathervane.Store.Tests.Artifacts.MotoServer))]

namespace Weathervane.Store.Tests.Artifacts;

/// <summary>A server of the real S3 protocol on this machine (Python's moto), started by the first test that needs it.</summary>
public sealed class MotoServer : IDisposable
{
    private static readonly Lazy<(Process Process, int Port)> Server = new(Start);
    private static int _buckets;

    internal static int Port => Server.Value.Port;

    /// <summary>A new, empty bucket.</summary>
    /// <param name="prefix">What its keys begin with.</param>
    internal static BucketLocation NewBucket(string prefix = "") => NewBucket(Port, prefix);

    /// <summary>A new, empty bucket of a server.</summary>
    /// <param name="port">Where it listens.</param>
    /// <param name="prefix">What its keys begin with.</param>
    internal static BucketLocation NewBucket(int port, string prefix = "")
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"bucket{Interlocked.Increment(ref _buckets)}");
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/{name}"));
        http.Send(request).EnsureSuccessStatusCode();
        return Location(name, prefix, port);
    }

    internal static BucketLocation Location(string bucket, string prefix, int port)
    {
        // Moto asks for keys, and takes any.
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "test");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "test");
        return new BucketLocation(bucket, prefix) { Endpoint = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")) };
    }

    public void Dispose()
    {
        if (Server.IsValueCreated)
        {
            Server.Value.Process.Kill(entireProcessTree: true);
            Server.Value.Process.Dispose();
        }
    }

    /// <summary>A server of the caller's own, to be killed.</summary>
    internal static (Process Process, int Port) Start()
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(f => Path.Combine(f, "moto_server")).FirstOrDefault(File.Exists);
        if (program is null)
        {
            const string reason = "needs moto_server: pip install 'moto[server]'";
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                Assert.Fail(reason);
            }

            Assert.Skip(reason);
        }

        var port = FreePort.Find();
        var process = Process.Start(new ProcessStartInfo(program, ["-H", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var said = new List<string>();
        while (process.StandardError.ReadLine() is { } line)
        {
            said.Add(line);
            if (line.Contains("Running on", StringComparison.Ordinal))
            {
                // Read on, or the server would stop at a full pipe.
                _ = Task.Run(() => process.StandardError.BaseStream.CopyTo(Stream.Null));
                return (process, port);
            }
        }

        Assert.Fail("moto_server did not start: " + string.Join('\n', said));
        throw new UnreachableException();
    }
}
