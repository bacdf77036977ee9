using System.Text.Json;
using Weathervane.Datasets;
using Weathervane.Learners;
using Weathervane.Learners.Trees;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners.Peers;

/// <summary>Our xgboost beside the real one with the same parameters, on values from a grid, so that both have the same bins.</summary>
public sealed class XgBoostPeerTests
{
    private static readonly Dataset Rows = Grid(4000, 5, 31);

    private static readonly Lazy<JsonElement> Peer = new(() => PeerScript.Run("boosting", ("rows", Rows)));

    [Theory]
    [InlineData("defaults")]
    [InlineData("shallow and slow")]
    [InlineData("gamma")]
    [InlineData("min_child_weight")]
    [InlineData("penalties")]
    [InlineData("max_delta_step")]
    [InlineData("loss-guided")]
    [InlineData("scale_pos_weight")]
    [InlineData("base_score")]
    [InlineData("monotone")]
    [InlineData("squared error")]
    public void Has_the_originals_raw_scores(string name)
    {
        var answer = Peer.Value.GetProperty(name);
        var parameters = answer.GetProperty("parameters").EnumerateObject().ToDictionary(p => p.Name, p => Value(p.Value));
        parameters["use_quantized_grad"] = false;
        var rows = parameters["objective"] is "reg:squarederror"
            ? new Dataset(Rows.Features, [.. Rows.Features.Column(1).ToArray().Select((v, i) => (double.IsNaN(v) ? 0 : v) + Rows.Labels[i])], Rows.Spans)
            : Rows;
        var model = (TreeModel)LearnerCatalog.Create("xgboost", parameters).Fit(rows, new FitContext());
        var ours = new double[Rows.Rows];
        model.Raw(Rows.Features, ours);
        var theirs = answer.GetProperty("scores").EnumerateArray().Select(v => v.GetDouble()).ToArray();
        // The peer adds up gradients in float32, so that cuts of nearly equal gain may go the other way; in deep trees that grows from
        // round to round, so most cases are shallow or short, and a few rows of a small node may differ.
        Assert.InRange(ours.Zip(theirs).Count(p => Math.Abs(p.First - p.Second) < 2e-4), 0.985 * Rows.Rows, Rows.Rows);
        Assert.InRange(ours.Zip(theirs).Average(p => Math.Abs(p.First - p.Second)), 0, 2e-3);
    }

    private static object Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => value.EnumerateArray().Select(v => v.GetDouble()).ToArray(),
        _ => value.GetDouble(),
    };

    private static Dataset Grid(int rows, int columns, ulong seed)
    {
        var made = Tables.Made(rows, columns, seed);
        var random = new SeededRandom(seed);
        return Tables.Of(
            [.. Enumerable.Range(0, columns).Select(c => made.Features.Column(c).ToArray().Select(v => random.NextInt(20) == 0 ? double.NaN : Math.Round(v * 8) / 8).ToArray())],
            [.. made.Labels]);
    }
}
