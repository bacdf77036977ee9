using Weathervane.Evaluation.Money;
using Weathervane.Pipelines.Configuration.Shapes;
using static Weathervane.Pipelines.Configuration.Shapes.Kinds;

namespace Weathervane.Pipelines.Configuration.Sections;

/// <summary><c>costs:</c></summary>
internal static class CostSection
{
    internal static readonly Shape<CostOptions> Shape = new RecordShape<CostOptions>(new(), new Fields<CostOptions>
    {
        { "rule", OneOf([.. PositionRule.All.Select(r => r.Id)]), c => c.Rule, (c, v) => c with { Rule = v }, "How a probability becomes a position." },
        { "fee-bps", Number(0, 500), c => c.FeeBps, (c, v) => c with { FeeBps = v }, "Fee on what is traded, in basis points." },
        { "slippage-bps", Number(0, 500), c => c.SlippageBps, (c, v) => c with { SlippageBps = v }, "How much worse than the open a trade is made, in basis points." },
    });
}
