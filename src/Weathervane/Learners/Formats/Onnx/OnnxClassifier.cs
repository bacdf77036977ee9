using Weathervane.Learners.Formats.Parts;
using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats.Onnx;

/// <summary>A TreeEnsembleClassifier of two classes; the second is "up".</summary>
/// <remarks>Where all leaf values are for one class, the operator takes their sum for the second class's score and fills the first one's in.</remarks>
internal static class OnnxClassifier
{
    internal static TreeModel Read(OnnxAttributes attributes, OnnxTrees trees, string[] names)
    {
        var classes = attributes.Ints("classlabels_int64s").Length + attributes.Texts("classlabels_strings").Length;
        if (classes != 2)
        {
            throw attributes.Bad($"it has {classes} classes.", "Only classifiers of two classes can be read.");
        }

        var outputs = attributes.Ints("class_ids").Distinct().Order().ToArray();
        if (outputs.Any(o => o is not (0 or 1)))
        {
            throw attributes.Bad("a leaf value is for a class other than 0 and 1.");
        }

        var (both, post) = (outputs.Length == 2, attributes.Text("post_transform", "NONE"));
        var (link, first) = (post, both) switch
        {
            ("LOGISTIC", _) => (TreeLink.Logistic, 0.0),
            ("SOFTMAX", true) => (TreeLink.Logistic, -1.0),
            ("NONE", true) => (TreeLink.Probability, 0.0),
            ("NONE", false) => (TreeLink.Value, 0.0),
            _ => throw attributes.Bad($"post_transform '{post}' cannot be read here.", "Allowed: NONE, LOGISTIC, and SOFTMAX with values for both classes."),
        };
        var made = trees.Build("class", output => !both || output == 1 ? 1 : first);
        return new TreeModel(FeatureNames.Of(names, trees.Columns, attributes.Source), made, new TreeScore
        {
            Link = link,
            Single = trees.Single,
            Bias = Bias(attributes, first),
        });
    }

    private static double Bias(OnnxAttributes attributes, double first)
    {
        var bias = attributes.Numbers("base_values") switch
        {
            [] => 0,
            [var one] => one,
            [var down, var up] => up + (first * down),
            _ => throw attributes.Bad("'base_values' must hold one number or two."),
        };
        return double.IsFinite(bias) ? bias : throw attributes.Bad("'base_values' must be finite.");
    }
}
