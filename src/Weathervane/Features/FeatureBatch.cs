using Weathervane.Bars;
using Weathervane.Numerics;

namespace Weathervane.Features;

/// <summary>Computes columns over a series: blocks of bars small enough to stay in the processor's cache run through one calculation after another.</summary>
/// <param name="bars">All of them are run through: a value may depend on every bar before it.</param>
/// <param name="destination">[columns x (bars - from)], the first column first.</param>
/// <param name="options">Threads, holes.</param>
/// <param name="from">The first bar whose values are kept.</param>
internal sealed class FeatureBatch(BarSeries bars, Memory<double> destination, FeatureOptions options, int from = 0)
{
    // 256 bars of 48 bytes and a few outputs fit in 32 KB.
    private const int BlockBars = 256;

    // More shares than threads, so that a thread with light shares takes another; each share gathers the bars anew.
    private const int SharesPerThread = 3;

    private readonly List<int> _starts = options.Holes.Starts(bars);

    internal void Run(IReadOnlyList<FeatureColumn> columns)
    {
        for (var column = 0; column < columns.Count; column++)
        {
            if (columns[column].Formula.SourceColumn is { } name)
            {
                bars.Column(name)[from..].CopyTo(ColumnSpan(column, from, bars.Count - from));
            }
        }

        var nodes = FeatureNode.Of(columns);
        var shares = options.Threads == 1 ? 1 : Math.Min(options.Threads * SharesPerThread, nodes.Length);
        if (shares <= 1)
        {
            RunNodes(nodes);
            return;
        }

        // Every column is the work of one thread from start to end, so the threads cannot change a bit.
        Parallel.For(
            0,
            shares,
            ParallelRuns.Options(options.Threads, options.Cancel),
            share => RunNodes([.. nodes.Where((_, i) => i % shares == share)]));
    }

    private void RunNodes(FeatureNode[] nodes)
    {
        var block = new Bar[BlockBars];
        var scratch = new double[BlockBars * nodes.Select(n => n.Indicator.Outputs).DefaultIfEmpty(1).Max()];
        for (var stretch = 0; stretch < _starts.Count; stretch++)
        {
            var (start, end) = (_starts[stretch], stretch + 1 < _starts.Count ? _starts[stretch + 1] : bars.Count);
            for (var first = start; first < end; first += BlockBars)
            {
                options.Cancel.ThrowIfCancellationRequested();
                var count = Math.Min(BlockBars, end - first);
                Gather(first, block.AsSpan(0, count));
                foreach (var node in nodes)
                {
                    RunBlock(node, first, block.AsSpan(0, count), scratch);
                }
            }

            foreach (var node in nodes)
            {
                BlankWarmup(node, start, end);
                node.Indicator.Restart();
            }
        }
    }

    private void Gather(int first, Span<Bar> block)
    {
        var times = bars.Times.Slice(first, block.Length);
        var open = bars.Open.Slice(first, block.Length);
        var high = bars.High.Slice(first, block.Length);
        var low = bars.Low.Slice(first, block.Length);
        var close = bars.Close.Slice(first, block.Length);
        var volume = bars.Volume.Slice(first, block.Length);
        for (var i = 0; i < block.Length; i++)
        {
            block[i] = new Bar(times[i], open[i], high[i], low[i], close[i], volume[i]);
        }
    }

    private void RunBlock(FeatureNode node, int first, ReadOnlySpan<Bar> block, Span<double> scratch)
    {
        var outputs = node.Indicator.Outputs;
        var skipped = Math.Clamp(from - first, 0, block.Length);
        if (outputs == 1 && skipped == 0)
        {
            var column = ColumnSpan(node.Targets[0].Column, first, block.Length);
            node.Indicator.Compute(block, column);
            for (var i = 1; i < node.Targets.Length; i++)
            {
                column.CopyTo(ColumnSpan(node.Targets[i].Column, first, block.Length));
            }

            return;
        }

        node.Indicator.Compute(block, scratch[..(outputs * block.Length)]);
        if (skipped == block.Length)
        {
            return;
        }

        foreach (var target in node.Targets)
        {
            scratch.Slice(target.Output * block.Length, block.Length)[skipped..].CopyTo(ColumnSpan(target.Column, first + skipped, block.Length - skipped));
        }
    }

    private void BlankWarmup(FeatureNode node, int start, int end)
    {
        foreach (var target in node.Targets)
        {
            var first = Math.Max(start, from);
            ColumnSpan(target.Column, first, Math.Max(0, Math.Min(start + target.Warmup, end) - first)).Fill(double.NaN);
        }
    }

    private Span<double> ColumnSpan(int column, int first, int count) => destination.Span.Slice((column * (bars.Count - from)) + first - from, count);
}
