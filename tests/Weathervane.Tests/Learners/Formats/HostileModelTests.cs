using System.Globalization;
using System.Text;
using Weathervane.Learners.Explain;
using Weathervane.Learners.Formats;
using Weathervane.Learners.Trees;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners.Formats;

/// <summary>Files from anyone: each is read, or refused with one clear problem; nothing else happens.</summary>
public sealed class HostileModelTests
{
    private const int MutationsPerFile = 400;

    public static TheoryData<string> Files =>
    [
        "oracle/models/small.lightgbm.txt", "oracle/models/small.xgboost.json", "oracle/models/small.xgboost.ubj",
        "catboost/logloss/model.json", "catboost/logloss/model.cbm", "catboost/nan_min/model.json", "onnx", "onnx-double",
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Whatever_is_changed_in_a_real_file_gives_a_model_or_a_problem(string file)
    {
        var (format, content) = Real(file);
        var random = new SeededRandom(20261122);
        var refused = 0;
        for (var i = 0; i < MutationsPerFile; i++)
        {
            var changed = Mutate(content, random);
            try
            {
                Use(format.Read(changed, "changed"));
            }
            catch (InputException problem)
            {
                Assert.NotEmpty(problem.Problems[0].What);
                refused++;
            }
        }

        // A fuzzer whose changes never matter would prove nothing.
        Assert.InRange(refused, MutationsPerFile / 10, MutationsPerFile);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_cut_anywhere_gives_a_problem(string file)
    {
        var (format, content) = Real(file);
        var end = file.EndsWith(".txt", StringComparison.Ordinal) ? Encoding.UTF8.GetString(content).IndexOf("end of trees", StringComparison.Ordinal) : content.Length - 1;
        for (var cut = 0; cut < 40; cut++)
        {
            var length = (int)((long)end * cut / 40);
            try
            {
                // Protocol Buffers has no end mark: a cut between two fields is a shorter message, of which some are whole models.
                var model = format.Read(content.AsMemory(0, length), "cut");
                Assert.True(format.Id.StartsWith("onnx", StringComparison.Ordinal), $"{file} cut at {length} was read");
                Use(model);
            }
            catch (InputException problem)
            {
                Assert.StartsWith("cut", problem.Problems[0].Where);
            }
        }
    }

    [Theory]
    [InlineData("left_child=2 -2 4 -4 -1 -6", "left_child=0 -2 4 -4 -1 -6", "small, tree 0: node 0 has the children 0 and 1, of which one is above it or has a parent already.")]
    [InlineData("left_child=2 -2 4 -4 -1 -6", "left_child=2 -2 9 -4 -1 -6", "small, tree 0: 'left_child' holds 9, which is not in [-7, 5].")]
    [InlineData("split_feature=20 37", "split_feature=43 37", "small, tree 0: 'split_feature' holds 43, which is not in [0, 42].")]
    [InlineData("threshold=-0.00054630086790241606", "threshold=nan", "small, tree 0: node 0 has the threshold NaN.")]
    [InlineData("threshold=-0.00054630086790241606", "threshold=1O", "small, tree 0: 'threshold' holds '1O', which is no number.")]
    [InlineData("num_leaves=7", "num_leaves=70000000", "small, tree 0: 'num_leaves' holds 70000000, which is not in [1, 67108864].")]
    [InlineData("num_leaves=7", "num_leaves=67000000", "small, tree 0: 'leaf_value' holds 7 values, but must hold 67000000.")]
    [InlineData("num_cat=0", "num_cat=0\nnum_cat=0", "small, tree 0: 'num_cat' stands twice.")]
    [InlineData("num_class=1", "num_class=3", "small, head: 'num_class' holds 3, which is not in [1, 1].")]
    [InlineData("objective=binary sigmoid:1", "objective=poisson", "small, head: the objective 'poisson' cannot be read. Allowed: binary, cross_entropy, xentropy, regression")]
    [InlineData("max_feature_idx=42", "max_feature_idx=2147483646", "small, head: 'max_feature_idx' holds 2147483646, which is not in [0, 99999].")]
    public void LightGBM_text_that_lies_is_refused(string honest, string lie, string problem) =>
        Refuses("oracle/models/small.lightgbm.txt", honest, lie, problem);

    [Theory]
    [InlineData("\"left_children\":[1,3,", "\"left_children\":[1,1,", "small.learner.gradient_booster.model.trees[0]: node 1 is reached twice (again from node 1): the nodes form no tree.")]
    [InlineData("\"left_children\":[1,3,", "\"left_children\":[1,99,", "small.learner.gradient_booster.model.trees[0]: node 1 has child 99, but the tree has nodes 0 to 14.")]
    [InlineData("\"split_indices\":[22,", "\"split_indices\":[43,", "small.learner.gradient_booster.model.trees[2]: node 0 asks feature 43, but there are features 0 to 42.")]
    [InlineData("\"num_feature\":\"43\",\"num_target\"", "\"num_feature\":\"2000000000\",\"num_target\"", "small.learner.learner_model_param.num_feature: it is 2000000000, which is not in [1, 100000].")]
    [InlineData("\"name\":\"gbtree\"", "\"name\":\"gblinear\"", "small.learner.gradient_booster: the booster 'gblinear' cannot be read. Allowed: gbtree, dart.")]
    [InlineData("\"base_score\":\"5E-1\"", "\"base_score\":\"[5E-1,4E-1]\"", "small.learner.learner_model_param.base_score: it must be one finite number.")]
    [InlineData("\"base_score\":\"5E-1\"", "\"base_score\":\"5E-1\",\"base_score\":\"4E-1\"", "small: it is not sound JSON: ")]
    [InlineData("\"num_class\":\"0\"", "\"num_class\":\"3\"", "small.learner.learner_model_param: it has 3 outputs (num_class); only models with one output can be read.")]
    public void XGBoost_JSON_that_lies_is_refused(string honest, string lie, string problem) =>
        Refuses("oracle/models/small.xgboost.json", honest, lie, problem);

    [Theory]
    [InlineData("\"5E-1\"", "\"[5E-1]\"")]
    [InlineData("\"5E-1\"", "0.5")]
    public void XGBoosts_base_score_may_be_a_list_of_one_or_a_number(string honest, string other)
    {
        var (format, content) = Real("oracle/models/small.xgboost.json");
        var changed = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(content).Replace(honest, other, StringComparison.Ordinal));

        Assert.Equal(format.Read(content, "a").Score, format.Read(changed, "b").Score);
    }

    [Theory]
    [InlineData("xgboost-json", "{\"learner\":")]
    [InlineData("catboost-json", "{\"features_info\":")]
    public void JSON_of_any_depth_is_refused_without_recursion(string id, string start) => Assert.StartsWith(
        "deep: it is not sound JSON: The maximum configured depth of 32",
        Assert.Throws<InputException>(() => ModelFormats.Named(id).Read(Encoding.UTF8.GetBytes(start + new string('[', 1_000_000)), "deep")).Message);

    [Fact]
    public void UBJSON_of_any_depth_or_with_counts_beyond_the_file_is_refused()
    {
        var ubj = ModelFormats.Named("xgboost-ubj");

        Assert.StartsWith("u: it is not sound UBJSON: it is nested more than 32 deep", Problem(new string('[', 1_000_000)));
        Assert.StartsWith("u: it is not sound UBJSON: a count of 4702111234474983745 does not fit into the file", Problem("[$d#LAAAAAAAA"));
        Assert.StartsWith("u: it is not sound UBJSON: a list of values without bytes", Problem("[$Z#l\u007f\u007f\u007f\u007f"));

        string Problem(string content) => Assert.Throws<InputException>(() => ubj.Read(Encoding.Latin1.GetBytes(content), "u")).Message;
    }

    [Fact]
    public void A_chain_of_a_hundred_thousand_nodes_is_read_and_scored_but_not_explained()
    {
        const int Nodes = 100_000;
        var text = new StringBuilder("tree\nmax_feature_idx=0\nobjective=binary sigmoid:1\nfeature_names=x\n\nTree=0\n");
        text.Append(CultureInfo.InvariantCulture, $"num_leaves={Nodes + 1}\nnum_cat=0\n");
        Add("split_feature", Nodes, _ => 0);
        Add("threshold", Nodes, i => -i);
        Add("decision_type", Nodes, _ => 10);
        Add("left_child", Nodes, i => i + 1 < Nodes ? i + 1 : -1);
        Add("right_child", Nodes, i => -(i + 2));
        Add("leaf_value", Nodes + 1, i => i);
        Add("leaf_count", Nodes + 1, _ => 1);
        Add("internal_count", Nodes, i => Nodes + 1 - i);
        var model = ModelFormats.Named("lightgbm").Read(Encoding.UTF8.GetBytes(text + "end of trees\n"), "chain");

        Assert.Equal(0, model.Raw([-1e9]));
        Assert.StartsWith("model: a tree has 100000 levels", Assert.Throws<InputException>(() => new TreeExplainer(model)).Message);

        void Add(string key, int count, Func<int, int> value) => text.Append(key).Append('=').AppendJoin(' ', Enumerable.Range(0, count).Select(value)).Append('\n');
    }

    private static void Refuses(string file, string honest, string lie, string problem)
    {
        var (format, content) = Real(file);
        var text = Encoding.UTF8.GetString(content);
        var at = text.IndexOf(honest, StringComparison.Ordinal);
        Assert.True(at >= 0, honest);
        var changed = Encoding.UTF8.GetBytes(text[..at] + lie + text[(at + honest.Length)..]);

        Assert.StartsWith(problem, Assert.Throws<InputException>(() => format.Read(changed, "small")).Message);
    }

    private static (ModelFormat Format, byte[] Content) Real(string file)
    {
        if (file.StartsWith("onnx", StringComparison.Ordinal))
        {
            return (ModelFormats.Named(file), ModelFormats.Named(file).Write!(SampleModels.Made(1, TreeLink.Logistic)));
        }

        var content = File.ReadAllBytes(Repository.Shared(file));
        return (ModelFormats.Guess(content, file), content);
    }

    /// <summary>What was read can be asked, written and explained, or says why not.</summary>
    private static void Use(TreeModel model)
    {
        var row = new double[model.FeatureNames.Count];
        Assert.False(double.IsNaN(model.Raw(row)) && model.Trees.Count < 2);
        if (model.HasCover)
        {
            new TreeExplainer(model).Explain(row, new double[row.Length]);
        }
    }

    /// <summary>One to three changes: bytes, cuts, repetitions, and numbers put in place of numbers.</summary>
    private static byte[] Mutate(byte[] content, SeededRandom random)
    {
        var bytes = content.ToList();
        for (var change = random.NextInt(3); change >= 0 && bytes.Count > 0; change--)
        {
            var at = random.NextInt(bytes.Count);
            var length = Math.Min(1 + random.NextInt(20), bytes.Count - at);
            switch (random.NextInt(6))
            {
                case 0:
                    bytes[at] = (byte)random.NextInt(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.NextInt(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4:
                    ReplaceNumber(bytes, at, random);
                    break;
                default:
                    bytes.RemoveRange(at, random.NextInt(4) == 0 ? bytes.Count - at : 1);
                    break;
            }
        }

        return [.. bytes];
    }

    private static void ReplaceNumber(List<byte> bytes, int at, SeededRandom random)
    {
        string[] numbers = ["0", "-1", "7", "99", "2147483647", "-2147483648", "4294967296", "1e999", "nan", "1e-320", "99999999999999999999"];
        while (at < bytes.Count && !char.IsAsciiDigit((char)bytes[at]))
        {
            at++;
        }

        var end = at;
        while (end < bytes.Count && char.IsAsciiDigit((char)bytes[end]))
        {
            end++;
        }

        bytes.RemoveRange(at, end - at);
        bytes.InsertRange(at, Encoding.ASCII.GetBytes(numbers[random.NextInt(numbers.Length)]));
    }
}
