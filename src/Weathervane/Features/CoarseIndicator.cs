using Weathervane.Bars;
using Weathervane.Features.Windows;

namespace Weathervane.Features;

/// <summary>An indicator on coarser bars, each made of the last <c>factor</c> bars.</summary>
/// <remarks>A coarse bar ends with every bar, not only with every factor-th: one indicator for each phase of the grid takes the coarse bars of
/// its phase, and each bar's value is that of the phase that ends with it. So the value is as fresh as the bar, depends neither on the clock nor on where the
/// series starts (when the inner one does not), and no coarse bar is ever seen before it is complete.</remarks>
internal sealed class CoarseIndicator : RunningIndicator
{
    private readonly RunningIndicator[] _phases;
    private readonly Bar[] _ring;
    private RollingFold<Maximum> _high;
    private RollingFold<Minimum> _low;
    private RollingFold<Sum> _volume;
    private long _bars;

    internal CoarseIndicator(int factor, Func<RunningIndicator> create)
        : this([.. Enumerable.Range(0, factor).Select(_ => create())])
    {
    }

    private CoarseIndicator(RunningIndicator[] phases)
        : base(phases[0].Outputs)
    {
        (_phases, _ring) = (phases, new Bar[phases.Length]);
        Restart();
    }

    public override void Restart()
    {
        foreach (var phase in _phases)
        {
            phase.Restart();
        }

        (_high, _low, _volume, _bars) = (new(_ring.Length), new(_ring.Length), new(_ring.Length), 0);
    }

    public override void Update(in Bar bar, Span<double> values)
    {
        var phase = (int)(_bars++ % _ring.Length);
        _ring[phase] = bar;
        var (high, low, volume) = (_high.Push(bar.High), _low.Push(bar.Low), _volume.Push(bar.Volume));
        if (_bars < _ring.Length)
        {
            values.Fill(double.NaN);
            return;
        }

        var first = _ring[(phase + 1) % _ring.Length];
        var coarse = new Bar(first.Time, first.Open, high, low, bar.Close, volume);
        _phases[phase].Update(in coarse, values);
    }

    public override void Compute(ReadOnlySpan<Bar> bars, Span<double> values)
    {
        Span<double> row = stackalloc double[Outputs];
        for (var i = 0; i < bars.Length; i++)
        {
            Update(in bars[i], row);
            for (var output = 0; output < row.Length; output++)
            {
                values[(output * bars.Length) + i] = row[output];
            }
        }
    }
}
