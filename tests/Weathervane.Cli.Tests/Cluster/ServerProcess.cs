using System.Diagnostics;
using System.Globalization;

namespace Weathervane.Cli.Tests.Cluster;

/// <summary>A server in a process of its own, whose clock may be wrong, and which may be killed or stopped without a word.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, string url) => (_process, Url) = (process, new Uri(url));

    internal int Id => _process.Id;

    internal Uri Url { get; }

    /// <summary>Whether requests are sent to it: not to one that is killed or stopped.</summary>
    internal bool Answers { get; private set; } = true;

    /// <summary>Starts one, and waits until it answers.</summary>
    /// <param name="minutesAhead">How far its clock is ahead of this machine's.</param>
    /// <param name="arguments">What follows <c>vane serve --port N</c>.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="cores">How many cores it is to believe in; null for those of this machine.</param>
    /// <param name="port">Where it listens; 0 for a free port.</param>
    internal static async Task<ServerProcess> StartAsync(int minutesAhead, IEnumerable<string> arguments, CancellationToken cancel, int? cores = null, int port = 0)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "vane.dll"), "serve", "--port", port.ToString(CultureInfo.InvariantCulture), "--quiet", .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        if (cores is { } believed)
        {
            // .NET reads it as a hexadecimal number.
            start.Environment["DOTNET_PROCESSOR_COUNT"] = believed.ToString("X", CultureInfo.InvariantCulture);
        }

        if (minutesAhead != 0)
        {
            start.Environment["LD_PRELOAD"] = FakeTime();
            start.Environment["FAKETIME"] = FormattableString.Invariant($"{(minutesAhead > 0 ? "+" : "")}{minutesAhead}m");
            // What measures stretches of time stays right, as it does where a real clock is wrong; the second keeps .NET's timed waits from hanging.
            start.Environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
            start.Environment["FAKETIME_FORCE_MONOTONIC_FIX"] = "0";
        }

        var process = Process.Start(start)!;
        var said = new List<string>();
        process.ErrorDataReceived += (_, line) =>
        {
            lock (said)
            {
                said.Add(line.Data ?? "");
            }
        };
        process.BeginErrorReadLine();
        var first = await process.StandardOutput.ReadLineAsync(cancel);
        if (first?.StartsWith("Serving ", StringComparison.Ordinal) != true)
        {
            process.Kill();
            Assert.Fail($"The server did not start: {first} {string.Join('\n', said)}");
        }

        return new ServerProcess(process, first![(first.LastIndexOf(' ') + 1)..]);
    }

    internal void Kill() => Send("KILL", answers: false);

    internal void Stop() => Send("STOP", answers: false);

    internal void Wake() => Send("CONT", answers: true);

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Send(string signal, bool answers)
    {
        Answers = answers;
        using var sent = Process.Start("kill", [$"-{signal}", FormattableString.Invariant($"{Id}")]);
        sent.WaitForExit();
        Assert.Equal(0, sent.ExitCode);
    }

    private static string FakeTime()
    {
        var found = new[] { "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib" }
            .Select(f => Path.Combine(f, "faketime/libfaketimeMT.so.1")).FirstOrDefault(File.Exists);
        if (found is null)
        {
            const string reason = "needs libfaketime: apt-get install faketime";
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                Assert.Fail(reason);
            }

            Assert.Skip(reason);
        }

        return found!;
    }
}
