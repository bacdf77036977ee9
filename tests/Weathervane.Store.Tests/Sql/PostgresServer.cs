using System.Diagnostics;

namespace Weathervane.Store.Tests.Sql;

/// <summary>A PostgreSQL of the test's own: a new cluster in a temporary folder, on a socket in that folder, on no port.</summary>
internal sealed class PostgresServer : IDisposable
{
    private readonly string _folder, _programs;

    private PostgresServer(string programs) => (_folder, _programs) = (Directory.CreateTempSubdirectory("vane-pg-").FullName, programs);

    private string Cluster => Path.Combine(_folder, "data");

    internal static PostgresServer Start()
    {
        var server = new PostgresServer(FindPrograms());
        if (Environment.UserName == "root")
        {
            Run("chown", "postgres", server._folder);
        }

        server.RunAsOwner("initdb", "-D", server.Cluster, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync");
        server.RunAsOwner(
            "pg_ctl", "-D", server.Cluster, "-w", "-s", "-l", Path.Combine(server._folder, "log"), "-o", $"-k {server._folder} -c listen_addresses= -c fsync=off", "start");
        return server;
    }

    /// <summary>Runs statements; the values of the rows, one a line.</summary>
    internal string Query(string sql) => Run(
        "psql", "-h", _folder, "-U", "postgres", "-d", "postgres", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql).Trim();

    public void Dispose()
    {
        RunAsOwner("pg_ctl", "-D", Cluster, "-w", "-s", "-m", "immediate", "stop");
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
