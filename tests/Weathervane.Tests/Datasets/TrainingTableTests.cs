using Weathervane.Datasets;

namespace Weathervane.Tests.Datasets;

public sealed class TrainingTableTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Label_weights_and_dropped_columns_are_no_features()
    {
        var rows = Read("id,w,x,y,z\n9,0.5,1,0,\n9,2,3,1,4\n", new TableColumns { Label = "y", Weights = "w", Drop = ["id"] });
        Assert.Equal(["x", "z"], rows.Features.Names);
        Assert.Equal([0.0, 1], rows.Labels);
        Assert.Equal([0.5, 2], rows.Weights!);
        Assert.Equal([1.0, 3], rows.Features.Column(0).ToArray());
        Assert.Equal([double.NaN, 4], rows.Features.Column(1).ToArray());
    }

    [Fact]
    public void Further_rows_have_the_features_of_the_first_table_in_its_order_and_may_be_of_one_class()
    {
        var rows = Read("z,extra,y,x\n1,9,1,2\n", new TableColumns { Label = "y", Drop = ["id"] }, ["x", "z"]);
        Assert.Equal(["x", "z"], rows.Features.Names);
        Assert.Equal([2.0], rows.Features.Column(0).ToArray());
    }

    [Fact]
    public void A_regression_takes_any_finite_label() => Assert.Equal(
        [1.5, -2], Read("x,y\n1,1.5\n2,-2\n", new TableColumns { Label = "y", AnyLabel = true }).Labels);

    [Theory]
    [InlineData("x,y\n1,1\n", "holds 1 row; at least 2 must be there.")]
    [InlineData("x,y\n1,1\n2,1\n", "holds one class only: the label 'y' is 1 in all 2 rows. Both 0 and 1 are needed.")]
    [InlineData("x,y\n1,1\n2,0\n3,2\n", "row 3: the label 'y' must be 0 or 1, but is 2.")]
    [InlineData("x,y\n1,1\n2,-1\n3,1\n", ": the label 'y' must be 0 or 1, but is -1 or 1. Write 0 for -1 and 1 for 1.")]
    [InlineData("x,y\n1,2.5\n2,0\n3,7\n4,8\n", ": the label 'y' must be 0 or 1, but holds more than 2 values, such as 0, 2.5, 7. "
        + "Give the learner the objective of a regression where it has one (objective=regression in lightgbm), or make 0 and 1 of the column.")]
    [InlineData("x,y\n1,\n2,0\n", "row 1: the label 'y' must be 0 or 1, but is missing.")]
    [InlineData("y\n1\n0\n", "has no feature left: every column is the label, the weights or dropped.")]
    public void Rows_that_cannot_be_learnt_from_say_why(string text, string problem) => Assert.EndsWith(
        problem, Assert.Throws<InputException>(() => Read(text, new TableColumns { Label = "y" })).Message, StringComparison.Ordinal);

    [Fact]
    public void All_columns_that_are_missing_are_named_at_once_with_the_nearest_names()
    {
        var wrong = Assert.Throws<InputException>(() => Read("price,label\n1,0\n", new TableColumns { Label = "lable", Weights = "w", Drop = ["prise"] }));
        Assert.Equal(
            [
                $"{_path}: has no column 'lable'. Did you mean 'label'?",
                $"{_path}: has no column 'w'. Known: price, label.",
                $"{_path}: has no column 'prise'. Did you mean 'price'?",
            ],
            wrong.Problems.Select(p => p.ToString()));
    }

    [Fact]
    public void Bad_labels_and_bad_weights_are_told_at_once()
    {
        var wrong = Assert.Throws<InputException>(() => Read("x,y,w\n1,3,1\n1,0,NaN\n1,1,-1\n", new TableColumns { Label = "y", Weights = "w" }));
        Assert.Equal(3, wrong.Problems.Count);
        Assert.EndsWith("row 2: the weight 'w' must be 0 or more and finite, but is missing.", wrong.Problems[1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_weight_0_count_for_nothing_but_their_number()
    {
        var columns = new TableColumns { Label = "y", Weights = "w" };
        Assert.Equal([1, 0, 2], Read("x,y,w\n1,1,1\n1,0,0\n1,0,2\n", columns).Weights!);
        Assert.EndsWith(
            "holds one class only: the label 'y' is 1 in all 2 rows whose weight is not 0. Both 0 and 1 are needed.",
            Assert.Throws<InputException>(() => Read("x,y,w\n1,1,1\n1,0,0\n1,1,2\n", columns)).Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "has no row to learn from: the weight 'w' is 0 in all 2 rows.",
            Assert.Throws<InputException>(() => Read("x,y,w\n1,1,0\n1,0,0\n", columns)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(",x,y\n0,5,1\n1,6,0\n2,7,0\n", 1)]
    [InlineData("Unnamed: 0,x,y\n7,5,1\n1,6,0\n2,7,0\n", 1)]
    [InlineData("Unnamed: 0.1,Unnamed: 0,x,y\n0,7,5,1\n1,8,6,0\n2,9,7,0\n", 2)]
    public void Row_numbers_without_a_name_are_no_feature(string text, int columns)
    {
        var notes = new List<string>();
        Assert.Equal(["x"], Read(text, new TableColumns { Label = "y" }, notes: notes).Features.Names);
        var which = columns == 1 ? "column, which has no name and only numbers the rows, is" : "2 columns, which have no name and only number the rows, are";
        Assert.Equal([$"{_path}: the first {which} left out; name it in the header to keep it."], notes);
    }

    [Theory]
    [InlineData(",x,y\n0.5,5,1\n1,6,0\n", "")]
    [InlineData(",x,y\n1,5,1\n1,6,0\n", "")]
    [InlineData(",x,y\n,5,1\n1,6,0\n", "")]
    [InlineData("id,x,y\n0,5,1\n1,6,0\n", "id")]
    public void Other_first_columns_stay(string text, string name)
    {
        var notes = new List<string>();
        Assert.Equal([name, "x"], Read(text, new TableColumns { Label = "y" }, notes: notes).Features.Names);
        Assert.Empty(notes);
    }

    [Fact]
    public void Row_numbers_alone_are_no_table() => Assert.EndsWith(
        "has no feature left: 'Unnamed: 0' only numbers the rows.",
        Assert.Throws<InputException>(() => Read("Unnamed: 0,y\n0,1\n1,0\n", new TableColumns { Label = "y" })).Message, StringComparison.Ordinal);

    [Fact]
    public void Labels_of_another_kind_and_missing_ones_are_told_at_once() => Assert.Collection(
        Assert.Throws<InputException>(() => Read("x,y\n1,1\n2,2\n3,\n", new TableColumns { Label = "y" })).Problems,
        kind => Assert.Equal("Write 0 for 1 and 1 for 2.", kind.Remedy),
        missing => Assert.Equal("the label 'y' must be 0 or 1, but is missing.", missing.What));

    [Fact]
    public void Labels_may_be_true_and_false() => Assert.Equal([1.0, 0], Read("x,y\n1,True\n2,False\n", new TableColumns { Label = "y" }).Labels);

    [Fact]
    public void One_column_cannot_be_two_things() => Assert.EndsWith(
        "cannot use the column 'y' twice: label, weights and dropped columns must differ.",
        Assert.Throws<InputException>(() => Read("x,y\n1,0\n", new TableColumns { Label = "y", Weights = "y" })).Message, StringComparison.Ordinal);

    private Dataset Read(string text, TableColumns columns, IReadOnlyList<string>? features = null, List<string>? notes = null)
    {
        File.WriteAllText(_path, text);
        return TrainingTable.Read(_path, columns, features, new() { Note = notes is null ? null : notes.Add });
    }
}
