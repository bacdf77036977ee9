using System.Diagnostics;
using System.Text.Json;
using Weathervane.Tuning.Search;

namespace Weathervane.Bench.Samplers;

/// <summary>Optuna's TPE in a Python process of its own, asked point by point: <c>bench/samplers/optuna_peer.py</c>.</summary>
internal sealed class OptunaPeer : IDisposable
{
    private readonly Process _process;

    internal OptunaPeer(string script) => _process = Process.Start(
        new ProcessStartInfo("/usr/bin/python3", [script]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    /// <summary>The best value so far after each trial, and the processor seconds that the suggestions took.</summary>
    internal (double[] Best, double Seconds) Run(Problem problem, int trials, int seed)
    {
        var (best, seconds, value) = (new double[trials], 0.0, double.PositiveInfinity);
        var answer = Ask(new { space = problem.Space.Parameters.Select(Describe), seed });
        for (var i = 0; i < trials; i++)
        {
            seconds += answer.GetProperty("seconds").GetDouble();
            var point = problem.Space.Parameters.Zip(answer.GetProperty("point").EnumerateArray()).ToDictionary(
                p => p.First.Name, p => p.First is IntRange ? (object)(int)p.Second.GetDouble() : p.Second.GetDouble());
            var found = problem.Value(point);
            best[i] = value = Math.Min(value, found);
            answer = i + 1 < trials ? Ask(new { value = found }) : answer;
        }

        return (best, seconds);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static object Describe(SearchParameter parameter) => parameter switch
    {
        IntRange range => new { name = range.Name, low = (double)range.Low, high = (double)range.High, log = range.Log, @int = true },
        FloatRange range => new { name = range.Name, low = range.Low, high = range.High, log = range.Log, @int = false },
        _ => throw new ArgumentException($"{parameter.Name} is no range.", nameof(parameter)),
    };

    private JsonElement Ask<T>(T message)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(message));
        _process.StandardInput.Flush();
        return JsonDocument.Parse(_process.StandardOutput.ReadLine() ?? throw new IOException("Python has ended: is python3-optuna installed?")).RootElement;
    }
}
