using System.Diagnostics;
using Weathervane.Tests;

namespace Weathervane.Cli.Tests;

/// <summary>What lies in deploy/ is read by the checkers of its kinds, since no container engine runs here; each is shown a fault first.</summary>
public sealed class DeployTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vane-deploy-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_unit_is_one_that_systemd_takes()
    {
        if (!File.Exists("/usr/bin/systemd-analyze"))
        {
            Repository.Missing("needs systemd-analyze: apt-get install systemd");
        }

        // The program is not installed here, and what is not there cannot be executed.
        var unit = Text("vane.service").Replace("/usr/local/bin/vane", "/bin/true", StringComparison.Ordinal);
        Assert.Contains("NoSuchSetting", Verify(unit.Replace("[Install]", "NoSuchSetting=yes\n[Install]", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal("", Verify(unit));
    }

    [Fact]
    public void The_Dockerfile_is_one_that_a_linter_takes()
    {
        var file = Text("Dockerfile");
        Assert.NotEqual(0, Peer("dockerfile-utils", "lint", Written("wrong", file.Replace("WORKDIR", "WORKDIRR", StringComparison.Ordinal))).Exit);
        Assert.Equal((0, ""), Peer("dockerfile-utils", "lint", Written("Dockerfile", file)));
    }

    [Fact]
    public void The_compose_file_is_one_that_a_linter_takes()
    {
        var file = Text("compose.yaml");
        Assert.NotEqual(0, Peer("dclint", "--quiet", Written("wrong.yaml", file.Replace("    volumes:", "    volums:", StringComparison.Ordinal))).Exit);
        var (exit, said) = Peer("dclint", "--quiet", Written("compose.yaml", file));
        Assert.True(exit == 0, said);
    }

    private static string Text(string name) => File.ReadAllText(Path.Combine(Repository.Root, "deploy", name));

    private string Written(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>What systemd says of the unit itself; units of this machine may have faults of their own.</summary>
    private string Verify(string unit)
    {
        var path = Written("vane.service", unit);
        return string.Concat(Run("/usr/bin/systemd-analyze", "verify", path).Said.Split('\n').Where(l => l.Contains("vane.service", StringComparison.Ordinal)));
    }

    private static (int Exit, string Said) Peer(string name, params string[] arguments)
    {
        var program = Path.Combine(Repository.Root, "tests/peers/node_modules/.bin", name);
        if (!File.Exists(program))
        {
            Repository.Missing($"needs {name}: (cd tests/peers && npm ci --ignore-scripts)");
        }

        return Run("node", [program, .. arguments]);
    }

    private static (int Exit, string Said) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, (output + error.Result).Trim());
    }
}
