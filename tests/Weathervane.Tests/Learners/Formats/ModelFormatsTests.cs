using Weathervane.Learners.Formats;
using Weathervane.Learners.Trees;

namespace Weathervane.Tests.Learners.Formats;

/// <summary>Contract of the catalogue: whatever a format writes it recognises, reads again and scores alike.</summary>
public sealed class ModelFormatsTests
{
    /// <summary>Some 12 float32 leaf values of size 1 summed in another order or from another start.</summary>
    private const double SingleSums = 5e-6;

    public static TheoryData<string> Written => [.. ModelFormats.All.Where(f => f.Write is not null && f.Id != "catboost-json").Select(f => f.Id)];

    [Theory]
    [MemberData(nameof(Written))]
    public void What_is_written_is_recognised_and_read_again_with_equal_scores_and_names(string id)
    {
        var format = ModelFormats.Named(id);
        foreach (var model in new[]
        {
            SampleModels.Made(1, TreeLink.Logistic), SampleModels.Made(2, TreeLink.Logistic, start: -0.7),
            SampleModels.Made(3, TreeLink.Value, start: 4), SampleModels.Made(4, TreeLink.Logistic, single: false), SampleModels.Forest(5),
            new TreeModel(["a", "b", "c", "d", "e"], [], new TreeScore { Start = 0.5 }),
        })
        {
            var content = format.Write!(model);
            var again = ModelFormats.Guess(content, "file").Read(content, "file");
            var rows = SampleModels.Rows(9, 200, 5);

            Assert.Equal(id.Replace("-double", "", StringComparison.Ordinal), ModelFormats.Guess(content, "file").Id);
            Assert.Equal(model.FeatureNames, again.FeatureNames);
            SampleModels.AssertNear(model.Raw(rows), again.Raw(rows), SingleSums);
            if (model.Score.Link == TreeLink.Logistic)
            {
                SampleModels.AssertNear(model.Probability(rows), again.Probability(rows), SingleSums);
            }
        }
    }

    [Theory]
    [InlineData("oracle/models/seed.lightgbm.txt", "lightgbm")]
    [InlineData("oracle/models/missing.lightgbm.txt", "lightgbm")]
    [InlineData("oracle/models/seed.xgboost.json", "xgboost-json")]
    [InlineData("oracle/models/missing.xgboost.json", "xgboost-ubj")]
    [InlineData("catboost/nan_min/model.json", "catboost-json")]
    [InlineData("catboost/rmse/model.cbm", "catboost-json")]
    [InlineData("catboost/logloss/model.json", "catboost-json")]
    public void A_model_written_in_the_format_of_its_maker_keeps_every_bit(string file, string id)
    {
        var (model, format) = (SampleModels.Oracle(file), ModelFormats.Named(id));
        var again = format.Read(format.Write!(model), "again");

        Assert.Equal(model.FeatureNames, again.FeatureNames);
        Assert.Equal(model.Score, again.Score);
        Assert.Equal(model.TreeCount, again.TreeCount);
        Assert.All(model.Trees.Zip(again.Trees), pair =>
        {
            Assert.Equal(pair.First.Nodes, pair.Second.Nodes);
            Assert.Equal(pair.First.Leaves, pair.Second.Leaves);
            Assert.Equal(pair.First.NodeCover, pair.Second.NodeCover);
            Assert.Equal(pair.First.LeafCover, pair.Second.LeafCover);
        });
    }

    [Theory]
    [InlineData("oracle/models/seed.lightgbm.txt")]
    [InlineData("oracle/models/missing.xgboost.json")]
    [InlineData("catboost/nan_min/model.json")]
    public void Our_own_model_file_keeps_an_imported_model_to_the_bit(string file)
    {
        var model = SampleModels.Oracle(file);
        var again = (TreeModel)ModelFile.Read(new ModelFile("{}", model).ToBytes(), "again").Model;
        var rows = SampleModels.Rows(3, 100, model.FeatureNames.Count);

        Assert.Equal(model.Score, again.Score);
        Assert.Equal(model.Raw(rows), again.Raw(rows));
        Assert.Equal(model.HasCover, again.HasCover);
    }

    [Fact]
    public void A_format_that_is_not_written_says_why() =>
        Assert.All(ModelFormats.All, f => Assert.NotEqual(f.Write is null, f.WhyNotWritten is null));

    [Fact]
    public void An_unknown_name_and_unknown_content_list_the_formats()
    {
        Assert.Equal(
            "format: 'pickle' is no format. Allowed: lightgbm, catboost-json, xgboost-json, xgboost-ubj, catboost-cbm, onnx, onnx-double.",
            Assert.Throws<InputException>(() => ModelFormats.Named("pickle")).Message);
        Assert.StartsWith(
            "m.bin: it looks like no model file that can be read. Say which it is: lightgbm,",
            Assert.Throws<InputException>(() => ModelFormats.Guess(new byte[] { 1, 4, 0x95 }, "m.bin")).Message);
    }

    [Theory]
    [InlineData("\u0080\u0004\u0095", "m: it is a pickle (or joblib) file, which holds code and is never opened. Open it where it was made and save the model itself: XGBoost's save_model(\"model.json\"), ")]
    [InlineData("binf\0\0", "m: it is XGBoost's old binary format, which XGBoost itself no longer writes. Save it by XGBoost 1.x or 2.x anew: ")]
    [InlineData("[\n  { \"nodeid\": 0 }]", "m: it is a list in JSON, as XGBoost's dump_model writes ")]
    [InlineData("booster[0]:\n0:[f0<1]", "m: it is a dump for people to read")]
    [InlineData("PK\u0003\u0004", "m: it is a zip archive, not a model file. Unpack it")]
    [InlineData("\u001f\u008b\u0008", "m: it is packed with gzip. Unpack it first.")]
    public void What_is_often_taken_for_a_model_file_is_named_with_the_way_out(string content, string problem) => Assert.StartsWith(
        problem, Assert.Throws<InputException>(() => ModelFormats.Guess(System.Text.Encoding.Latin1.GetBytes(content), "m")).Message, StringComparison.Ordinal);

    [Fact]
    public void Trees_that_are_not_symmetric_have_no_place_in_a_CatBoost_file() => Assert.StartsWith(
        "model: a tree is not symmetric",
        Assert.Throws<InputException>(() => ModelFormats.Named("catboost-json").Write!(SampleModels.Oracle("oracle/models/small.xgboost.json"))).Message);
}
