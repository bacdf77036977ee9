using Weathervane.Datasets;
using Weathervane.Learners;
using Weathervane.Learners.Formats;

namespace Weathervane.Tests.Learners;

/// <summary>What every learner of the catalogue promises; a new line is covered before its author writes a test.</summary>
public sealed class LearnerContractTests
{
    private static readonly string[] Names = ["return_1", "return_20", "c", "d", "e"];
    private static readonly Dataset Train = Named(Tables.Made(1500, 5, seed: 1));
    private static readonly Dataset Test = Named(Tables.Made(700, 5, seed: 2));

    public static TheoryData<string> Ids => [.. LearnerCatalog.All.Select(k => k.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Same_bytes_on_1_2_3_and_8_threads(string id)
    {
        var one = Tables.Bytes(Fit(id, threads: 1));
        foreach (var threads in new[] { 2, 3, 8 })
        {
            Assert.Equal(one, Tables.Bytes(Fit(id, threads)));
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void One_row_gives_the_bits_of_the_batch_whatever_the_threads(string id)
    {
        var model = Fit(id, 1);
        var batch = Tables.Predict(model, Test, 1);
        Assert.Equal(batch, Tables.Predict(model, Test, 3));
        for (var row = 0; row < Test.Rows; row += 13)
        {
            Assert.Equal(batch[row], model.Predict(Tables.Row(Test, row)));
        }

        Assert.All(batch, p => Assert.InRange(p, 0, 1));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void One_row_allocates_nothing(string id)
    {
        var (model, row) = (Fit(id, 1), Tables.Row(Test, 3));
        for (var i = 0; i < 200; i++)
        {
            model.Predict(row);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            model.Predict(row);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_file_gives_the_model_back(string id)
    {
        var model = Fit(id, 1);
        var file = ModelFile.Read(new ModelFile("""{"learner":"x"}""", model).ToBytes(), "m.vane");
        Assert.Equal("""{"learner":"x"}""", file.Header);
        Assert.Equal(model.FeatureNames, file.Model.FeatureNames);
        Assert.Equal(Tables.Predict(model, Test), Tables.Predict(file.Model, Test));
        Assert.Equal(model.Importances(), file.Model.Importances());
        Assert.Equal(Tables.Bytes(model), Tables.Bytes(file.Model));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Rows_not_for_training_change_nothing(string id)
    {
        var allowed = Enumerable.Range(0, Train.Rows).Select(i => i % 3 != 0).ToArray();
        var marked = new Dataset(Train.Features, Train.Labels, Train.Spans, null, allowed);
        var taken = Train.Take([.. Enumerable.Range(0, Train.Rows).Where(i => allowed[i])]);
        Assert.Equal(Tables.Bytes(Create(id).Fit(taken, new FitContext())), Tables.Bytes(Create(id).Fit(marked, new FitContext())));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Learns_from_one_row_and_from_one_class(string id)
    {
        var up = Train.Take([.. Enumerable.Range(0, Train.Rows).Where(i => Train.Labels[i] == 1).Take(60)]);
        foreach (var rows in new[] { up.Take([0]), up })
        {
            var all = Tables.Predict(Create(id).Fit(rows, new FitContext()), Test);
            Assert.All(all, p => Assert.InRange(p, 0, 1));
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Takes_constant_columns(string id)
    {
        var columns = Enumerable.Range(0, 5).Select(_ => Enumerable.Repeat(3.0, 100).ToArray()).ToArray();
        var rows = Named(Tables.Of(columns, [.. Enumerable.Range(0, 100).Select(i => i % 4 == 0 ? 1.0 : 0)]));
        var p = Tables.Predict(Create(id).Fit(rows, new FitContext()), rows);
        Assert.Single(p.Distinct());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Refuses_no_rows_and_a_row_of_another_width(string id)
    {
        var problem = Assert.Throws<InputException>(() => Create(id).Fit(Train.Take([]), new FitContext())).Problems[0];
        Assert.Equal("training rows: there are none. Give more bars, a smaller hold-out, shorter warm-ups, or weights above 0.", problem.ToString());
        Assert.Throws<ArgumentException>(() => Fit(id, 1).Predict(new double[4]));
        Assert.Throws<ArgumentException>(() => Fit(id, 1).Predict(Test.Features.TakeColumns([0, 1]), new double[Test.Rows]));
        Assert.Throws<ArgumentException>(() => Fit(id, 1).Predict(Test.Features, new double[3]));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Default_parameters_survive_the_way_through_names_and_values(string id)
    {
        var learner = Create(id);
        var again = LearnerCatalog.Create(id, LearnerCatalog.Find(id).Parameters.ToDictionary(p => p.Name, p => p.Get(learner)));
        Assert.Equal(learner, again);
        Assert.Equal(id, learner.Id);
    }

    private static Model Fit(string id, int threads) => Create(id).Fit(Train, new FitContext { Threads = threads, Seed = 5 });

    internal static Learner Create(string id) => id == "voting"
        ? LearnerCatalog.Create(id, new Dictionary<string, object>
        {
            ["estimators"] = new[] { Create("lightgbm"), Create("logistic"), Create("persistence") },
            ["weights"] = new[] { 2.0, 1, 1 },
        })
        : id == "stacking" ? LearnerCatalog.Create(id, new Dictionary<string, object>
        {
            ["estimators"] = new[] { Create("extra-trees"), Create("logistic"), Create("persistence") },
            ["passthrough"] = true,
        })
        : id == "bagging" ? LearnerCatalog.Create(id, new Dictionary<string, object> { ["estimator"] = Create("random-forest"), ["n_estimators"] = 3 })
        : id is "lightgbm" or "random-forest" or "extra-trees"
            ? LearnerCatalog.Create(id, new Dictionary<string, object> { ["n_estimators"] = 20 })
            : LearnerCatalog.Create(id, id == "catboost" ? new Dictionary<string, object> { ["iterations"] = 20 } : []);

    internal static Dataset Named(Dataset rows) => new(
        new Weathervane.Features.FeatureMatrix(
            Names, [.. Enumerable.Range(0, 5).SelectMany(c => rows.Features.Column(c).ToArray())], rows.Rows),
        rows.Labels, rows.Spans);
}
