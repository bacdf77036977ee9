using System.Globalization;
using System.Text;
using Weathervane.Learners.Formats;
using Weathervane.Learners.Trees;

namespace Weathervane.Tests.Learners.Formats;

/// <summary>LightGBM cannot be had here, so our text is held against its own line by line.</summary>
public sealed class LightGbmTextTests
{
    [Theory]
    [InlineData("missing")]
    [InlineData("seed")]
    public void The_text_written_says_what_LightGBMs_own_says(string name)
    {
        var original = File.ReadAllText(Repository.Shared($"oracle/models/{name}.lightgbm.txt"));
        var written = Encoding.UTF8.GetString(ModelFormats.Named("lightgbm").Write!(SampleModels.Oracle($"oracle/models/{name}.lightgbm.txt")));
        var (theirs, ours) = (Blocks(original), Blocks(written));

        Assert.Equal(theirs.Count, ours.Count);
        string[] head = ["version", "num_class", "num_tree_per_iteration", "label_index", "max_feature_idx", "objective", "feature_names"];
        Assert.All(head, key => Assert.Equal(theirs[0][key], ours[0][key]));
        string[] tree = ["num_leaves", "num_cat", "split_feature", "split_gain", "threshold", "left_child", "right_child", "leaf_value", "leaf_count", "internal_count", "is_linear"];
        Assert.All(theirs.Zip(ours).Skip(1), pair => Assert.All(tree, key => Assert.Equal(Numbers(pair.First[key]), Numbers(pair.Second[key]))));

        // A model that saw no missing value sends NaN where 0 goes; ours says the same as a default direction.
        if (name == "missing")
        {
            Assert.All(theirs.Zip(ours).Skip(1), pair => Assert.Equal(pair.First["decision_type"], pair.Second["decision_type"]));
        }
    }

    [Fact]
    public void Tree_sizes_cut_the_file_at_its_trees_as_LightGBM_does()
    {
        var written = Encoding.UTF8.GetString(ModelFormats.Named("lightgbm").Write!(SampleModels.Oracle("oracle/models/small.lightgbm.txt")));
        var at = written.IndexOf("Tree=0", StringComparison.Ordinal);
        var index = 0;
        foreach (var size in Numbers(Blocks(written)[0]["tree_sizes"]))
        {
            Assert.StartsWith($"Tree={index++}\n", written[at..]);
            at += (int)size;
        }

        Assert.StartsWith("end of trees", written[at..]);
    }

    [Theory]
    [InlineData(0, double.NaN, 1)] // none: NaN counts as 0, and 0 <= 0.5 goes left
    [InlineData(8, double.NaN, 2)] // nan, default right
    [InlineData(10, double.NaN, 1)] // nan, default left
    [InlineData(4, 0, 2)] // zero, default right
    [InlineData(6, 1e-36, 1)] // zero, default left; 1e-36 is zero to LightGBM
    [InlineData(4, 0.25, 1)]
    [InlineData(4, double.NaN, 2)]
    public void Missing_values_go_the_way_of_their_type(int decision, double value, double expected) =>
        Assert.Equal(expected, Stump($"threshold=0.5\ndecision_type={decision}").Raw([value]));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1.9, 1)] // LightGBM cuts to an integer
    [InlineData(0, 2)]
    [InlineData(33, 1)]
    [InlineData(64, 2)]
    [InlineData(-1, 2)]
    [InlineData(double.NaN, 2)]
    public void Categories_of_the_set_go_left(double value, double expected)
    {
        // Words 2 and 2: the categories 1 and 32 + 1.
        var model = Stump("threshold=0\ndecision_type=1\ncat_boundaries=0 2\ncat_threshold=2 2", categories: 1);
        var format = ModelFormats.Named("lightgbm");

        Assert.Equal(expected, model.Raw([value]));
        Assert.Equal(expected, format.Read(format.Write!(model), "again").Raw([value]));
    }

    [Fact]
    public void A_random_forest_is_the_mean_of_its_trees_and_the_sigmoid_has_its_steepness()
    {
        var text = Text("threshold=0.5\ndecision_type=2", 0, "objective=binary sigmoid:2\naverage_output\n", trees: 2);
        var model = ModelFormats.Named("lightgbm").Read(Encoding.UTF8.GetBytes(text), "forest");

        // (1 + 1) / 2 = 1; sigmoid(2 x 1) = 0.880797...
        Assert.Equal(1, model.Raw([0.0]));
        Assert.Equal(0.8807970779778823, model.Predict([0.0]), 1e-15);
    }

    private static TreeModel Stump(string lines, int categories = 0) =>
        ModelFormats.Named("lightgbm").Read(Encoding.UTF8.GetBytes(Text(lines, categories, "objective=regression\n", 1)), "stump");

    private static string Text(string lines, int categories, string head, int trees) =>
        $"tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=0\n{head}feature_names=x\nfeature_infos=none\n\n"
        + string.Concat(Enumerable.Range(0, trees).Select(i =>
            $"Tree={i}\nnum_leaves=2\nnum_cat={categories}\nsplit_feature=0\n{lines}\nleft_child=-1\nright_child=-2\nleaf_value=1 2\nshrinkage=0.1\n\n\n"))
        + "end of trees\n";

    private static List<Dictionary<string, string>> Blocks(string text)
    {
        var blocks = new List<Dictionary<string, string>> { new() };
        foreach (var line in text[..text.IndexOf("end of trees", StringComparison.Ordinal)].Split('\n').Where(l => l.Contains('=', StringComparison.Ordinal)))
        {
            if (line.StartsWith("Tree=", StringComparison.Ordinal))
            {
                blocks.Add([]);
            }

            blocks[^1].Add(line[..line.IndexOf('=', StringComparison.Ordinal)], line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        }

        return blocks;
    }

    private static IEnumerable<double> Numbers(string text) => text.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture));
}
