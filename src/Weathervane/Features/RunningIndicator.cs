using System.Runtime.CompilerServices;
using Weathervane.Bars;

namespace Weathervane.Features;

/// <summary>An indicator at work, whatever its type: takes bars one by one or in blocks, and can start anew.</summary>
/// <remarks>Mutable; one owner. Values are raw: the warm-up is not yet replaced by NaN.</remarks>
public abstract class RunningIndicator
{
    private protected RunningIndicator(int outputs) => Outputs = outputs;

    /// <summary>How many values it gives a bar.</summary>
    public int Outputs { get; }

    /// <summary>Puts an indicator of one value to work.</summary>
    /// <param name="fresh">The indicator, not used before.</param>
    public static RunningIndicator One<T>(T fresh)
        where T : struct, IIndicator => new Single<T>(fresh);

    /// <summary>Puts an indicator of several values to work.</summary>
    /// <param name="fresh">The indicator, not used before.</param>
    /// <param name="outputs">How many values it gives.</param>
    public static RunningIndicator Several<T>(T fresh, int outputs)
        where T : struct, IIndicatorGroup => new Group<T>(fresh, outputs);

    /// <summary>Forgets all bars.</summary>
    public abstract void Restart();

    /// <summary>Takes the next bar.</summary>
    /// <param name="bar">The bar.</param>
    /// <param name="values">[outputs] the values known at its close.</param>
    public abstract void Update(in Bar bar, Span<double> values);

    /// <summary>Takes the next bars.</summary>
    /// <param name="bars">[n] bars.</param>
    /// <param name="values">[outputs x n] values, the first output first.</param>
    public abstract void Compute(ReadOnlySpan<Bar> bars, Span<double> values);

    private sealed class Single<T>(T fresh) : RunningIndicator(1)
        where T : struct, IIndicator
    {
        private readonly T _fresh = fresh;
        private T _state = fresh;

        public override void Restart() => _state = _fresh;

        public override void Update(in Bar bar, Span<double> values) => values[0] = _state.Update(in bar);

        public override void Compute(ReadOnlySpan<Bar> bars, Span<double> values) => Batch.Compute(ref _state, bars, values);
    }

    private sealed class Group<T>(T fresh, int outputs) : RunningIndicator(outputs)
        where T : struct, IIndicatorGroup
    {
        private readonly double[] _row = new double[outputs];
        private readonly T _fresh = fresh;
        private T _state = fresh;

        public override void Restart() => _state = _fresh;

        public override void Update(in Bar bar, Span<double> values) => _state.Update(in bar, values);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void Compute(ReadOnlySpan<Bar> bars, Span<double> values)
        {
            Check.SameLength(values.Length, bars.Length * _row.Length, nameof(values));
            Span<double> row = _row;
            var state = _state;
            for (var i = 0; i < bars.Length; i++)
            {
                state.Update(in bars[i], row);
                for (var output = 0; output < row.Length; output++)
                {
                    values[(output * bars.Length) + i] = row[output];
                }
            }

            _state = state;
        }
    }
}
