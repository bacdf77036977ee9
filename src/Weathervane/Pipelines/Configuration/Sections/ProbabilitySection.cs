using Weathervane.Evaluation.Probabilities;
using Weathervane.Pipelines.Configuration.Shapes;
using static Weathervane.Pipelines.Configuration.Shapes.Kinds;

namespace Weathervane.Pipelines.Configuration.Sections;

/// <summary><c>calibration:</c>, <c>threshold:</c> and <c>conformal:</c></summary>
internal static class ProbabilitySection
{
    private static readonly (string, ThresholdGoal)[] Goals =
        [("fixed", ThresholdGoal.Fixed), ("f1", ThresholdGoal.F1), ("mcc", ThresholdGoal.Mcc), ("cost", ThresholdGoal.Cost), ("precision", ThresholdGoal.Precision)];

    internal static readonly Shape<string> Calibrations = OneOf([Calibration.None, .. Calibration.Methods.Select(m => m.Id)]);

    internal static readonly Shape<ThresholdRule> Threshold = new RecordShape<ThresholdRule>(new(), new Fields<ThresholdRule>
    {
        { "for", OneOf(Goals), t => t.Goal, (t, v) => t with { Goal = v }, "What it is chosen for; fixed takes 'at' as it is." },
        { "at", Number(0, 1), t => t.At, (t, v) => t with { At = v }, "The threshold where it is fixed." },
        { "false-up", Number(0, 1e9), t => t.FalseUp, (t, v) => t with { FalseUp = v }, "For cost: the cost of a call of up when down came." },
        { "false-down", Number(0, 1e9), t => t.FalseDown, (t, v) => t with { FalseDown = v }, "For cost: the cost of a call of down when up came." },
        { "at-least", Number(0, 1), t => t.AtLeast, (t, v) => t with { AtLeast = v }, "For precision: the precision wanted." },
    }, Shorthand<ThresholdRule>.Of(OneOf(Goals), goal => new ThresholdRule { Goal = goal }));

    internal static readonly Shape<ConformalOptions> Conformal = new RecordShape<ConformalOptions>(new(), new Fields<ConformalOptions>
    {
        { "coverage", Number(0.5, 0.999), c => c.Coverage, (c, v) => c with { Coverage = v }, "The share of sets that should hold what comes." },
        { "rate", Number(0, 1), c => c.Rate, (c, v) => c with { Rate = v }, "How fast the level follows misses; 0 never adapts." },
        { "window", Integer(20, 100_000), c => c.Window, (c, v) => c with { Window = v }, "How many of the latest outcomes sets are made from." },
    });
}
