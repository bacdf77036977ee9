using System.Diagnostics;
using Weathervane.Store.Locations;

namespace Weathervane.Store.Tests.Sql;

/// <summary>A PostgreSQL of the test's own: a new cluster in a temporary folder, on a socket in that folder and a free port.</summary>
/// <remarks>Texts sort by English rules there, as in many real clusters, so that a test fails where the store depends on the order of bytes and does
/// not say so. It does not wait for the disk: no test takes its power away.</remarks>
internal sealed class PostgresServer : IDisposable
{
    internal const string Password = "s%e:c/r@t";
    private readonly string _folder, _programs;

    private PostgresServer(string programs) =>
        (_folder, _programs, Port) = (Directory.CreateTempSubdirectory("vane-pg-").FullName, programs, FreePort.Find());

    internal int Port { get; }

    private string Cluster => Path.Combine(_folder, "data");

    internal static PostgresServer Start()
    {
        var server = new PostgresServer(FindPrograms());
        if (Environment.UserName == "root")
        {
            Run("chown", "postgres", server._folder);
        }

        server.RunAsOwner("initdb", "-D", server.Cluster, "-U", "postgres", "--auth-local=trust", "--auth-host=scram-sha-256", "-E", "UTF8",
            "--locale=C", "--locale-provider=icu", "--icu-locale=en-US", "--no-sync");
        server.Go();
        server.Query($"ALTER USER postgres PASSWORD '{Password}'");
        return server;
    }

    /// <summary>A database of it.</summary>
    /// <param name="database">Its name.</param>
    internal PostgresLocation Location(string database) => (PostgresLocation)StoreLocation.Parse(Url(database));

    internal string Url(string database, string user = "postgres", string password = Password) =>
        FormattableString.Invariant($"postgres://{user}:{Uri.EscapeDataString(password)}@127.0.0.1:{Port}/{database}");

    /// <summary>Ends every connection and its work, as an administrator's restart does, or a crash.</summary>
    /// <param name="mode">fast, or immediate: without a word, with recovery afterwards.</param>
    internal void Restart(string mode)
    {
        Stop(mode);
        Go();
    }

    internal void Stop(string mode) => RunAsOwner("pg_ctl", "-D", Cluster, "-w", "-s", "-m", mode, "stop");

    internal void Go() => RunAsOwner(
        "pg_ctl", "-D", Cluster, "-w", "-s", "-l", Path.Combine(_folder, "log"), "-o",
        FormattableString.Invariant($"-k {_folder} -p {Port} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"), "start");

    /// <summary>Runs statements; the values of the rows, one a line.</summary>
    internal string Query(string sql) => Run(
        "psql", "-h", _folder, "-p", FormattableString.Invariant($"{Port}"), "-U", "postgres", "-d", "postgres", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql).Trim();

    public void Dispose()
    {
        Stop("immediate");
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>PostgreSQL refuses to serve as root; then it runs as the account that its package made.</summary>
    private string RunAsOwner(string program, params string[] arguments)
    {
        var path = Path.Combine(_programs, program);
        return Environment.UserName == "root" ? Run("runuser", ["-u", "postgres", "--", path, .. arguments]) : Run(path, arguments);
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {error.Result}");
        return output;
    }

    private static string FindPrograms()
    {
        const string debian = "/usr/lib/postgresql";
        var found = Directory.Exists(debian)
            ? Directory.GetDirectories(debian).Select(v => Path.Combine(v, "bin")).LastOrDefault(b => File.Exists(Path.Combine(b, "initdb")))
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').FirstOrDefault(b => File.Exists(Path.Combine(b, "initdb")));
        if (found is null)
        {
            const string reason = "needs PostgreSQL: apt-get install postgresql";
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                Assert.Fail(reason);
            }

            Assert.Skip(reason);
        }

        return found!;
    }
}
