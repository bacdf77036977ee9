using System.Globalization;
using System.Text;
using System.Text.Json;
using Weathervane.Store;

namespace Weathervane.Cli.Tests;

/// <summary>A folder of its own with bars, pipelines and a real workspace, gone when the test is over.</summary>
internal sealed class Workshop : IDisposable
{
    internal Workshop() => Directory.CreateDirectory(Folder);

    internal string Folder { get; } = Path.Combine(Path.GetTempPath(), "vane-shop-" + Guid.NewGuid().ToString("N"));

    internal string Store => At("store");

    internal string At(string name) => Path.Combine(Folder, name);

    internal string Write(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }

    /// <summary>Hourly bars whose next close follows the last one's direction with a probability: 0.5 is noise.</summary>
    internal string Bars(string name, int count, double edge, int seed = 1)
    {
        var random = new Random(seed);
        var text = new StringBuilder("time,open,high,low,close,volume\n");
        var (close, up) = (100.0, true);
        for (var i = 0; i < count; i++)
        {
            var open = close;
            up = random.NextDouble() < edge ? up : !up;
            close = Math.Round(open * (1 + ((up ? 1 : -1) * (0.001 + (0.01 * random.NextDouble())))), 6);
            var time = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(i);
            text.Append(CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd HH:mm},{open},{Math.Max(open, close) * 1.001},{Math.Min(open, close) * 0.999},{close},{100 + random.Next(50)}\n");
        }

        return Write(name, text.ToString());
    }

    /// <summary>A pipeline of a few fast learners over two features.</summary>
    internal string Pipeline(string name, string bars, string more = "learners: [logistic]") => Write(
        name, $"bars: {bars}\nfeatures: [return(1), return(5)]\nscaler: standard\n{more}\n");

    internal Task<Cli> RunAsync(params string[] args) => RunAsync(t => t, args);

    internal async Task<Cli> RunAsync(Func<Terminal, Terminal> adjust, params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exit = await Program.RunAsync([.. args, "--workspace", Store], adjust(new Terminal
        {
            Output = TextWriter.Synchronized(output),
            Error = TextWriter.Synchronized(error),
            Environment = _ => null,
            Cancel = TestContext.Current.CancellationToken,
        }));
        return new Cli(exit, output.ToString(), error.ToString());
    }

    internal async Task<JsonElement> JsonAsync(params string[] args)
    {
        var run = await RunAsync([.. args, "--json"]);
        Assert.True(run.Exit == 0, run.Error);
        return JsonDocument.Parse(run.Output).RootElement;
    }

    internal Workspace Open() => Workspace.Open(Store, TimeProvider.System);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
