using System.Text.Json.Nodes;
using Weathervane.Features;
using Weathervane.Pipelines.Configuration.Shapes;
using Weathervane.Pipelines.Options;
using YamlDotNet.RepresentationModel;
using static Weathervane.Pipelines.Configuration.Shapes.Kinds;

namespace Weathervane.Pipelines.Configuration.Sections;

/// <summary><c>features:</c></summary>
internal static class FeaturesSection
{
    private const int FeaturesMax = 5_000;

    private static readonly Shape<IReadOnlyList<string>> Items = ListOf(new FeatureShape(), FeaturesMax, single: true);

    internal static readonly Shape<FeatureChoice> Shape = new RecordShape<FeatureChoice>(new(), new Fields<FeatureChoice>
    {
        { "set", Items, f => f.Items, (f, v) => f with { Items = v }, "Feature sets and single features, in order: direction, rsi(14). 'vane features list' shows all." },
        { "columns", new ListShape<string>(Text("the name of a column"), 0, FeaturesMax, single: true), f => f.Columns, (f, v) => f with { Columns = v }, "Further columns of the bars file that are features." },
        { "holes", new HolesShape(), f => f.Holes, (f, v) => f with { Holes = v }, "What features do at a hole: span passes over it, restart N starts anew after more than N missing bars." },
    }, Shorthand<FeatureChoice>.Of(Items, items => new FeatureChoice { Items = items }));

    /// <summary>The name of a set, or a formula.</summary>
    private sealed class FeatureShape : Shape<string>
    {
        internal override bool TryRead(Node node, out string value)
        {
            value = node.Scalar?.Trim() ?? "";
            if (value == "columns" || FeatureSets.All.Any(s => s.Name == node.Scalar))
            {
                return true;
            }

            try
            {
                FeatureColumn.Parse(value);
                return true;
            }
            catch (ArgumentException wrong)
            {
                node.Wrong(
                    node.Scalar is null ? $"is {node.Shown}." : wrong.Message.Split(" (Parameter", 2)[0],
                    FeatureSets.Remedy(value));
                return false;
            }
        }

        internal override YamlNode Write(string value) => Quoted(value);

        internal override JsonObject Schema() => new() { ["type"] = "string", ["minLength"] = 1 };
    }

    private sealed class HolesShape : Shape<HolePolicy>
    {
        internal override bool TryRead(Node node, out HolePolicy value)
        {
            value = HolePolicy.Span;
            try
            {
                value = HolePolicy.Parse(node.Scalar ?? "");
                return true;
            }
            catch (ArgumentException)
            {
                node.Wrong($"is {node.Shown}.", "It must be span, restart, or restart N (up to N missing bars are passed over).");
                return false;
            }
        }

        internal override YamlNode Write(HolePolicy value) => Plain(value.ToString());

        internal override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = @"^(span|restart( \d+)?)$" };
    }
}
