using System.Text.Json;
using Weathervane.Datasets;
using Weathervane.Learners;
using Weathervane.Learners.Linear;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners.Peers;

/// <summary>Penalised logistic regression beside scikit-learn's, which finds the same optima by another way (SAGA).</summary>
public sealed class LinearPeerTests
{
    private static readonly Lazy<JsonElement> Peer = new(() => PeerScript.Run("linear", ("rows", Rows())));

    [Theory]
    [InlineData("l1_weak", "l1", 1, 0.5)]
    [InlineData("l1_strong", "l1", 0.01, 0.5)]
    [InlineData("elasticnet_weak", "elasticnet", 1, 0.3)]
    [InlineData("elasticnet_strong", "elasticnet", 0.01, 0.8)]
    [InlineData("none", "none", 1, 0.5)]
    public void Finds_scikit_learns_coefficients(string name, string penalty, double c, double ratio)
    {
        var model = (LogisticModel)new LogisticRegression { Penalty = penalty, C = c, L1Ratio = ratio }.Fit(Rows(), new FitContext());
        var theirs = Peer.Value.GetProperty(name).EnumerateArray().Select(v => v.GetDouble()).ToArray();
        // One convex problem; the peer stops when a sweep over the rows changes no coefficient by more than 1e-10 of the largest.
        Assert.Equal(theirs[0], model.Intercept, 1e-6);
        for (var j = 0; j < model.Coefficients.Length; j++)
        {
            Assert.Equal(theirs[j + 1], model.Coefficients[j], 1e-6);
            Assert.True(theirs[j + 1] == 0 == (model.Coefficients[j] == 0), $"coefficient {j}");
        }
    }

    private static Dataset Rows()
    {
        var made = Tables.Made(1000, 8, 41);
        var random = new SeededRandom(42);
        return new Dataset(made.Features, made.Labels, made.Spans, [.. made.Labels.Select(_ => 0.5 + random.NextDouble())]);
    }
}
