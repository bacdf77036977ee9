using Weathervane.Learners.Formats;
using Weathervane.Learners.Trees;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners.Formats;

/// <summary>Models to write and read again: those of the oracles, and made ones of awkward shapes.</summary>
internal static class SampleModels
{
    internal static TreeModel Oracle(string file)
    {
        var content = File.ReadAllBytes(Repository.Shared(file));
        return ModelFormats.Guess(content, file).Read(content, file);
    }

    /// <summary>Float32 thresholds and leaves, NaN going either way, a tree of one leaf among them.</summary>
    internal static TreeModel Made(ulong seed, TreeLink link, bool single = true, double start = 0)
    {
        var random = new SeededRandom(seed);
        var trees = Enumerable.Range(0, 12).Select(i => RandomTrees.Grow(random, 5, i == 3 ? 1 : 2 + random.NextInt(20))).ToArray();
        return new TreeModel(["a", "b", "c", "d", "e"], trees, new TreeScore { Link = link, Single = single, Start = start });
    }

    /// <summary>A forest: leaves are shares of rows, averaged.</summary>
    internal static TreeModel Forest(ulong seed)
    {
        var made = Made(seed, TreeLink.Probability, single: false);
        var trees = made.Trees.Select(t => new Tree(t.Nodes, [.. t.Leaves.Select(v => Math.Abs(v))], t.Gains, t.NodeCover, t.LeafCover)).ToArray();
        return new TreeModel(made.FeatureNames, trees, new TreeScore { Link = TreeLink.Probability, Mean = true });
    }

    /// <summary>Float32 rows, some values missing.</summary>
    internal static double[][] Rows(ulong seed, int rows, int columns)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, rows).Select(_ => RandomTrees.Row(random, columns))];
    }

    /// <summary>The first rows of an oracle, rounded to float32.</summary>
    internal static double[][] OracleRows(string file, int rows, int columns) =>
        [.. OracleTable.Read(Repository.Shared(file)).Rows.Take(rows).Select(r => r.Take(columns).Select(v => (double)(float)v).ToArray())];

    internal static double[] Raw(this TreeModel model, double[][] rows) => [.. rows.Select(r => model.Raw(r))];

    internal static double[] Probability(this TreeModel model, double[][] rows) => [.. rows.Select(r => model.Predict(r))];

    internal static void AssertNear(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second, pair.First - tolerance, pair.First + tolerance));
    }
}
