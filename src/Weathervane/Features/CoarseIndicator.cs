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
    private readonly CoarseBars _fresh;
    private CoarseBars _bars;

    internal CoarseIndicator(int factor, Func<RunningIndicator> create)
        : this([.. Enumerable.Range(0, factor).Select(_ => create())])
    {
    }

    private CoarseIndicator(RunningIndicator[] phases)
        : base(phases[0].Outputs) => (_phases, _bars) = (phases, _fresh = new CoarseBars(phases.Length));

    public override void Restart()
    {
        foreach (var phase in _phases)
        {
            phase.Restart();
        }

        _bars = _fresh;
    }

    public override void Update(in Bar bar, Span<double> values)
    {
        var phase = _bars.Phase;
        if (_bars.Push(in bar) is { } coarse)
        {
            _phases[phase].Update(in coarse, values);
        }
        else
        {
            values.Fill(double.NaN);
        }
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

    /// <summary>The last bars as one; starts anew, like every indicator, when a fresh copy replaces it.</summary>
    private struct CoarseBars(int factor)
    {
        private readonly Bar[] _ring = new Bar[factor];
        private RollingFold<Maximum> _high = new(factor);
        private RollingFold<Minimum> _low = new(factor);
        private RollingFold<Sum> _volume = new(factor);
        private bool _full;

        /// <summary>The place of the next bar on the grid of coarse bars.</summary>
        internal int Phase { get; private set; }

        /// <summary>The coarse bar that ends with this bar; null while there are too few.</summary>
        internal Bar? Push(in Bar bar)
        {
            _ring[Phase] = bar;
            Phase = (Phase + 1) % _ring.Length;
            _full |= Phase == 0;
            var (high, low, volume) = (_high.Push(bar.High), _low.Push(bar.Low), _volume.Push(bar.Volume));
            ref readonly var first = ref _ring[Phase];
            return _full ? new Bar(first.Time, first.Open, high, low, bar.Close, volume) : null;
        }
    }
}
