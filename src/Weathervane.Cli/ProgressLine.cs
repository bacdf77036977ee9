using System.Globalization;

namespace Weathervane.Cli;

/// <summary>Shows how far long work is: a bar that redraws itself on a terminal, a plain line every few seconds elsewhere.</summary>
/// <remarks>Safe to report to from any thread. Goes to the error stream, so that results can be piped on.</remarks>
internal sealed class ProgressLine : IProgress<double>, IDisposable
{
    private const int Width = 30;
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100), PlainEvery = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private readonly Terminal _terminal;
    private readonly string _work, _unit;
    private readonly double _total;
    private readonly bool _quiet;
    private readonly long _started;
    private long _shown;
    private double _share;

    /// <summary>Starts the clock.</summary>
    /// <param name="terminal">Where to show it.</param>
    /// <param name="work">What is being done: "training".</param>
    /// <param name="quiet">Show nothing.</param>
    /// <param name="total">How many units of work there are, for the rate; 0 shows no rate.</param>
    /// <param name="unit">What is counted: "trials".</param>
    internal ProgressLine(Terminal terminal, string work, bool quiet, double total = 0, string unit = "")
    {
        (_terminal, _work, _quiet, _total, _unit) = (terminal, work, quiet, total, unit);
        _started = _shown = terminal.Clock.GetTimestamp();
    }

    /// <inheritdoc/>
    public void Report(double value)
    {
        if (_quiet)
        {
            return;
        }

        lock (_lock)
        {
            // Work on several threads reports out of order; the bar never runs backwards.
            _share = Math.Clamp(Math.Max(_share, value), 0, 1);
            if (_terminal.Clock.GetElapsedTime(_shown) < (_terminal.Interactive ? Redraw : PlainEvery))
            {
                return;
            }

            _shown = _terminal.Clock.GetTimestamp();
            Show();
        }
    }

    /// <summary>Ends the line.</summary>
    public void Dispose()
    {
        if (!_quiet && _terminal.Interactive)
        {
            lock (_lock)
            {
                _terminal.Error.Write("\r\e[2K");
            }
        }
    }

    private void Show()
    {
        var elapsed = _terminal.Clock.GetElapsedTime(_started);
        var left = _share > 0 ? elapsed * ((1 - _share) / _share) : TimeSpan.Zero;
        var rate = _total > 0 && elapsed > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $", {_share * _total / elapsed.TotalSeconds:G3} {_unit}/s")
            : "";
        var facts = string.Create(
            CultureInfo.InvariantCulture, $"{100 * _share,3:F0} %{rate}, {(_share > 0 ? Duration(left) + " left" : "starting")}");
        if (_terminal.Interactive)
        {
            var done = (int)(_share * Width);
            _terminal.Error.Write($"\r\e[2K{_work} {new string('█', done)}{new string('░', Width - done)} {facts}");
        }
        else
        {
            _terminal.Error.WriteLine($"{_work}: {facts}");
        }
    }

    private static string Duration(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} min")
        : time.TotalMinutes >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s")
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds):F0} s");
}
