using Weathervane.Learners.Formats.Parts;
using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats.Onnx;

/// <summary>A TreeEnsembleRegressor with one target.</summary>
internal static class OnnxRegressor
{
    internal static TreeModel Read(OnnxAttributes attributes, OnnxTrees trees, string[] names)
    {
        if (attributes.Int("n_targets", 1) != 1)
        {
            throw attributes.Bad("only regressors with one target can be read.");
        }

        var (sum, post) = (attributes.Text("aggregate_function", "SUM"), attributes.Text("post_transform", "NONE"));
        if (sum is not ("SUM" or "AVERAGE") || post is not ("NONE" or "LOGISTIC"))
        {
            throw attributes.Bad($"aggregate_function '{sum}' with post_transform '{post}' cannot be read.", "Allowed: SUM or AVERAGE with NONE or LOGISTIC.");
        }

        var made = trees.Build("target", output => output == 0 ? 1 : throw attributes.Bad($"a leaf value is for target {output}."));
        return sum == "AVERAGE" && made.Length == 0
            ? throw attributes.Bad("a forest without trees has no mean.")
            : new TreeModel(FeatureNames.Of(names, trees.Columns, attributes.Source), made, new TreeScore
            {
                Link = post == "LOGISTIC" ? TreeLink.Logistic : TreeLink.Value,
                Mean = sum == "AVERAGE",
                Single = trees.Single,
                Bias = Bias(attributes),
            });
    }

    private static double Bias(OnnxAttributes attributes) => attributes.Numbers("base_values") switch
    {
        [] => 0,
        [var bias] when double.IsFinite(bias) => bias,
        _ => throw attributes.Bad("'base_values' must hold one finite number."),
    };
}
