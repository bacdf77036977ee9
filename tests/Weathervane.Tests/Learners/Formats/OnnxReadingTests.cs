using Weathervane.Learners.Explain;
using Weathervane.Learners.Formats;
using Weathervane.Learners.Formats.Onnx;
using Weathervane.Learners.Trees;

namespace Weathervane.Tests.Learners.Formats;

/// <summary>ONNX graphs as other programs write them: every branch mode, both ways for NaN, several layouts of leaf values.</summary>
public sealed class OnnxReadingTests
{
    /// <summary>One node with threshold 2, and leaves of 10 (true) and 20 (false).</summary>
    [Theory]
    [InlineData("BRANCH_LEQ", 2, 10)]
    [InlineData("BRANCH_LEQ", 2.5, 20)]
    [InlineData("BRANCH_LT", 2, 20)]
    [InlineData("BRANCH_LT", 1.5, 10)]
    [InlineData("BRANCH_GT", 2, 20)]
    [InlineData("BRANCH_GT", 2.5, 10)]
    [InlineData("BRANCH_GTE", 2, 10)]
    [InlineData("BRANCH_GTE", 1.5, 20)]
    [InlineData("BRANCH_EQ", 2, 10)]
    [InlineData("BRANCH_EQ", 3, 20)]
    [InlineData("BRANCH_NEQ", 2, 20)]
    [InlineData("BRANCH_NEQ", 3, 10)]
    public void Each_branch_mode_asks_its_question(string mode, double value, double expected) =>
        Assert.Equal(expected, Read(Regressor(mode, missingTracksTrue: 0)).Raw([value]));

    [Fact]
    public void Each_branch_mode_means_what_ONNX_Runtime_takes_it_for()
    {
        string[] modes = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GT", "BRANCH_GTE", "BRANCH_EQ", "BRANCH_NEQ"];
        double[][] rows = [[1.5], [2], [2.5], [double.NaN]];
        PeerQuestion[] questions = [.. modes.SelectMany(mode => new[] { 0, 1 }.Select(tracks => new PeerQuestion(Regressor(mode, tracks), ".onnx", rows)))];

        Assert.All(questions.Zip(Peer.Onnx(questions)), pair => Assert.Equal(Read(pair.First.Model).Raw(rows), pair.Second.Numbers("value")));
    }

    [Theory]
    [InlineData("BRANCH_LEQ")]
    [InlineData("BRANCH_LT")]
    [InlineData("BRANCH_GT")]
    [InlineData("BRANCH_GTE")]
    [InlineData("BRANCH_EQ")]
    public void Missing_values_take_the_false_branch_unless_they_track_true(string mode)
    {
        Assert.Equal(20, Read(Regressor(mode, 0)).Raw([double.NaN]));
        Assert.Equal(10, Read(Regressor(mode, 1)).Raw([double.NaN]));
    }

    [Fact]
    public void Not_equal_is_true_of_a_missing_value() => Assert.Equal(10, Read(Regressor("BRANCH_NEQ", 0)).Raw([double.NaN]));

    [Theory]
    [InlineData("BRANCH_MEMBER", "unnamed, tree 0: node 0 has the mode 'BRANCH_MEMBER', which cannot be read.")]
    public void Another_mode_is_refused(string mode, string problem) =>
        Assert.Equal(problem, Assert.Throws<InputException>(() => Read(Regressor(mode, 0))).Message);

    [Fact]
    public void A_graph_with_another_operator_is_refused_by_its_name()
    {
        var graph = new ProtoWriter().Message(OnnxField.Node, new ProtoWriter().Text(OnnxField.OpType, "Gemm"));
        var content = new ProtoWriter().Message(OnnxField.Graph, graph).Written.ToArray();

        Assert.StartsWith("unnamed: it has an operator 'Gemm'.", Assert.Throws<InputException>(() => Read(content)).Message);
    }

    [Fact]
    public void Training_weights_travel_with_our_own_files_so_that_they_can_be_explained()
    {
        var model = SampleModels.Made(3, TreeLink.Logistic);
        var again = Read(ModelFormats.Named("onnx").Write!(model));
        var row = SampleModels.Rows(1, 1, 5)[0];
        var (expected, found) = (new double[5], new double[5]);
        new TreeExplainer(model).Explain(row, expected);
        new TreeExplainer(again).Explain(row, found);

        // Training weights and leaf values are float32 in the file.
        SampleModels.AssertNear(expected, found, 1e-5);
        Assert.False(Read(Regressor("BRANCH_LEQ", 0)).HasCover);
    }

    private static TreeModel Read(byte[] content) => ModelFormats.Named("onnx").Read(content, "unnamed");

    private static byte[] Regressor(string mode, long missingTracksTrue)
    {
        var node = new ProtoWriter().Text(OnnxField.NodeInput, "features").Text(OnnxField.NodeOutput, "value");
        node.Text(OnnxField.OpType, "TreeEnsembleRegressor").Text(OnnxField.Domain, OnnxField.MlDomain);
        Ints("nodes_treeids", 0, 0, 0);
        Ints("nodes_nodeids", 0, 1, 2);
        Ints("nodes_featureids", 0, 0, 0);
        Ints("nodes_truenodeids", 1, 0, 0);
        Ints("nodes_falsenodeids", 2, 0, 0);
        Ints("nodes_missing_value_tracks_true", missingTracksTrue, 0, 0);
        Ints("target_treeids", 0, 0);
        Ints("target_nodeids", 1, 2);
        Ints("target_ids", 0, 0);
        Floats("nodes_values", 2, 0, 0);
        Floats("nodes_hitrates", 1, 1, 1);
        Floats("target_weights", 10, 20);
        node.Message(OnnxField.Attribute, Named("n_targets", OnnxField.TypeInt).Int(OnnxField.I, 1));
        node.Message(OnnxField.Attribute, Named("nodes_modes", OnnxField.TypeStrings).Text(OnnxField.Strings, mode).Text(OnnxField.Strings, "LEAF").Text(OnnxField.Strings, "LEAF"));
        var graph = new ProtoWriter().Message(OnnxField.Node, node).Text(OnnxField.GraphName, "g")
            .Message(OnnxField.Input, Value("features", 1)).Message(OnnxField.Output, Value("value", 1));
        return new ProtoWriter().Int(OnnxField.IrVersion, 8).Message(OnnxField.Graph, graph)
            .Message(OnnxField.OpsetImport, new ProtoWriter().Text(OnnxField.OpsetDomain, OnnxField.MlDomain).Int(OnnxField.OpsetVersion, 3))
            .Written.ToArray();

        void Ints(string name, params long[] values) => node.Message(OnnxField.Attribute, Named(name, OnnxField.TypeInts).Ints(OnnxField.Ints, values));

        void Floats(string name, params float[] values) => node.Message(OnnxField.Attribute, Named(name, OnnxField.TypeFloats).Floats(OnnxField.Floats, values));
    }

    private static ProtoWriter Named(string name, int type) => new ProtoWriter().Text(OnnxField.AttributeName, name).Int(OnnxField.AttributeType, type);

    private static ProtoWriter Value(string name, int columns)
    {
        var shape = new ProtoWriter().Message(OnnxField.Dimension, new ProtoWriter().Text(OnnxField.DimensionName, "rows"))
            .Message(OnnxField.Dimension, new ProtoWriter().Int(OnnxField.DimensionValue, columns));
        var tensor = new ProtoWriter().Int(OnnxField.ElementType, OnnxField.Float).Message(OnnxField.Shape, shape);
        return new ProtoWriter().Text(OnnxField.ValueName, name).Message(OnnxField.ValueType, new ProtoWriter().Message(OnnxField.TensorType, tensor));
    }
}
