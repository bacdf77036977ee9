using System.Text.Json.Nodes;
using Weathervane.Labels;
using Weathervane.Pipelines.Configuration.Shapes;
using YamlDotNet.RepresentationModel;
using static Weathervane.Pipelines.Configuration.Shapes.Kinds;

namespace Weathervane.Pipelines.Configuration.Sections;

/// <summary><c>label:</c>, whose keys depend on its kind.</summary>
internal static class LabelSection
{
    private const string Key = "kind";

    private static readonly Shape<TieRule> Ties = OneOf(("down", TieRule.Down), ("drop", TieRule.Drop));

    private static readonly Shape<int> Bars = Integer(1, 100_000);

    private static readonly Shape<int> VolatilityBars = Integer(2, 100_000);

    private static readonly KindOfLabel[] Kinds =
    [
        KindOfLabel.Of(new NextBarDirection(), new Fields<NextBarDirection>
        {
            { "horizon", Bars, l => l.Horizon, (l, v) => l with { Horizon = v }, "How many bars ahead the close is compared." },
            { "ties", Ties, l => l.Ties, (l, v) => l with { Ties = v }, "What an unchanged close is: down, or no label." },
        }),
        KindOfLabel.Of(new DeadZone(), new Fields<DeadZone>
        {
            { "horizon", Bars, l => l.Horizon, (l, v) => l with { Horizon = v }, "How many bars ahead the close is compared." },
            { "threshold", Number(0, 1_000), l => l.Threshold, (l, v) => l with { Threshold = v }, "Rows that move less are scored, not learnt from." },
            { "unit", OneOf(("volatility", ThresholdUnit.Volatility), ("absolute", ThresholdUnit.Absolute)), l => l.Unit, (l, v) => l with { Unit = v }, "The threshold's unit: recent volatility, or a return (0.001 is 0.1 %)." },
            { "volatility-bars", VolatilityBars, l => l.VolatilityBars, (l, v) => l with { VolatilityBars = v }, "How many returns the volatility is taken over." },
            { "ties", Ties, l => l.Ties, (l, v) => l with { Ties = v }, "What an unchanged close is: down, or no label." },
        }),
        KindOfLabel.Of(new TripleBarrier(), new Fields<TripleBarrier>
        {
            { "profit-take", Number(1e-6, 1_000), l => l.ProfitTake, (l, v) => l with { ProfitTake = v }, "Distance of the profit-take, in units of recent volatility." },
            { "stop-loss", Number(1e-6, 1_000), l => l.StopLoss, (l, v) => l with { StopLoss = v }, "Distance of the stop, in units of recent volatility." },
            { "limit", Bars, l => l.Limit, (l, v) => l with { Limit = v }, "The most bars to wait; then the sign of the return decides." },
            { "volatility-bars", VolatilityBars, l => l.VolatilityBars, (l, v) => l with { VolatilityBars = v }, "How many returns the volatility is taken over." },
        }),
    ];

    internal static readonly Shape<Label> Shape = new LabelShape();

    private sealed class LabelShape : Shape<Label>
    {
        private static string[] Ids => [.. Kinds.Select(k => k.Id)];

        internal override bool TryRead(Node node, out Label value)
        {
            value = Kinds[0].Default;
            var kind = node.Value is YamlMappingNode mapping
                ? mapping.Children.TryGetValue(Key, out var named) ? node.Child(Key, named) : node with { Value = new YamlScalarNode(value.Id) }
                : node;
            if (Kinds.FirstOrDefault(k => k.Id == kind.Scalar) is not { } found)
            {
                kind.Wrong($"is {kind.Shown}.", kind.Scalar is { } typed ? Spelling.Remedy(typed, Ids) : $"It must be one of {string.Join(", ", Ids)}.");
                return false;
            }

            value = found.Default;
            return node.Value is not YamlMappingNode || found.TryRead(node, out value);
        }

        internal override YamlNode Write(Label value) => Kinds.First(k => k.Id == value.Id).Write(value);

        internal override JsonObject Schema()
        {
            var choices = new JsonArray { OneOf(Ids).Schema() };
            foreach (var kind in Kinds)
            {
                choices.Add(kind.Schema());
            }

            return new JsonObject { ["anyOf"] = choices };
        }
    }

    /// <summary>One kind with its keys.</summary>
    private sealed record KindOfLabel(string Id, Label Default, KindOfLabel.Reader TryRead, Func<Label, YamlNode> Write, Func<JsonObject> Schema)
    {
        internal delegate bool Reader(Node node, out Label value);

        internal static KindOfLabel Of<T>(T start, Fields<T> own)
            where T : Label
        {
            var fields = new Fields<T> { { Key, OneOf([start.Id]), l => l.Id, (l, _) => l, "The kind of label." } };
            fields.AddRange(own);
            fields.Add("labels-across-holes", Flag, l => l.AcrossHoles, (l, v) => l with { AcrossHoles = v }, "Whether a label may span a hole in the bars, as older systems had it.");
            var shape = new RecordShape<T>(start, fields);
            return new KindOfLabel(
                start.Id,
                start,
                (Node node, out Label value) =>
                {
                    var read = shape.TryRead(node, out var found);
                    value = found;
                    return read;
                },
                label => shape.Write((T)label),
                shape.Schema);
        }
    }
}
