using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Weathervane.Cli.Tests;

public sealed class JudgeCommandTests : IDisposable
{
    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task The_old_pipelines_matrix_is_worse_than_always_up_on_f1_and_beats_it_on_accuracy()
    {
        var json = await _shop.JsonAsync("judge", "--confusion", "6005,3408,5681,4088");
        var f1 = Line(json, "f1", "always-up");
        Assert.Equal(("WORSE", 0.4736, 0.6749), Short(f1));
        var accuracy = Line(json, "accuracy", "always-up");
        Assert.Equal(("BEATS", 0.5262, 0.5093), Short(accuracy));
        // Of the 11,686 rows that it called down 6,005 were: twice the tail of a fair coin, about 0.003.
        Assert.Equal(0.0027, accuracy.GetProperty("pValue").GetDouble(), 0.0002);
        Assert.Equal("BEATS", json.GetProperty("verdict").GetString());
        // Eighteen tests stand there, and accuracy's p is the largest: Holm multiplies the least by eighteen and that one by 1.
        var all = json.GetProperty("comparisons").EnumerateArray().Select(l => (P: l.GetProperty("pValue").GetDouble(), Holm: l.GetProperty("pValueOfAll").GetDouble())).OrderBy(l => l.P).ToList();
        Assert.Equal(Math.Min(1, 18 * all[0].P), all[0].Holm, 1e-15);
        Assert.Equal(all[^1].P, all[^1].Holm, 1e-15);
        Assert.All(all, l => Assert.True(l.Holm >= l.P));
        Assert.Equal(all[^1].P, accuracy.GetProperty("pValue").GetDouble());
        Assert.StartsWith("Rows are taken for independent", json.GetProperty("assumption").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("6500,2500,2500,6500", "BEATS")]
    [InlineData("2500,2500,2500,2500", "NOT PROVEN")]
    [InlineData("2530,2470,2510,2490", "NOT PROVEN")]
    [InlineData("2500,6500,6500,2500", "WORSE")]
    public async Task A_skilled_matrix_beats_a_coin_is_not_proven_and_an_inverted_one_is_worse(string matrix, string verdict)
    {
        var run = await _shop.RunAsync("judge", "--confusion", matrix);
        Assert.True(run.Exit == 0, run.Error);
        var lines = run.Output.TrimEnd().Split('\n');
        Assert.StartsWith($"Verdict: {verdict}. accuracy ", lines[^1], StringComparison.Ordinal);
        Assert.Contains("Mind: Rows are taken for independent", run.Output, StringComparison.Ordinal);
        Assert.Contains("Could not be run: log_loss", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,2,3", "vane: --confusion: '1,2,3' is not a confusion matrix.")]
    [InlineData("1,2,-3,4", "vane: --confusion: '1,2,-3,4' is not a confusion matrix.")]
    [InlineData("0,0,0,1", "vane: confusion: 0,0,0,1 are no counts of at least 2 rows.")]
    public async Task A_broken_matrix_is_refused(string matrix, string message)
    {
        var run = await _shop.RunAsync("judge", "--confusion", matrix);
        Assert.Equal(2, run.Exit);
        Assert.StartsWith(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predictions_on_bars_meet_every_baseline_whatever_the_times_mean()
    {
        var closes = Bars("hours.csv", 900);
        // Predictions from bar 400 on that know a little of the next direction.
        var random = new Random(5);
        double[] said = [.. Enumerable.Range(0, 900).Select(i => i < 899 && random.NextDouble() < 0.3 ? (closes[i + 1] > closes[i] ? 0.6 : 0.4) : 0.45 + (0.1 * random.NextDouble()))];
        foreach (var (word, shift) in new[] { ("bar", 0), ("knownAt", 1), ("target", 1) })
        {
            var file = Predictions("p.csv", "date,y_proba", Enumerable.Range(400, 499).Select(i => $"{Time(i + shift)},{said[i].ToString("R", CultureInfo.InvariantCulture)}"));
            var json = await _shop.JsonAsync("judge", file, "--bars", _shop.At("hours.csv"), "--time", word);
            Assert.Equal("BEATS", json.GetProperty("verdict").GetString());
            Assert.Equal(499, json.GetProperty("rows").GetInt32());
            Assert.Equal(
                ["predictions", "base-rate", "always-up", "always-down", "coin", "persistence", "momentum", "last-return"],
                json.GetProperty("scores").EnumerateArray().Select(s => s.GetProperty("name").GetString()));
            Assert.Empty(json.GetProperty("warnings").EnumerateArray());
        }
    }

    [Fact]
    public async Task Warns_of_double_times_strangers_disorder_and_a_shift_by_one_bar()
    {
        var closes = Bars("hours.csv", 700);
        // The label of each bar stands beside the time of the bar after it.
        List<string> lines = [.. Enumerable.Range(200, 450).Select(i => $"{Time(i + 1)},0.5,{(closes[i + 1] > closes[i] ? 1 : 0)}")];
        lines.Insert(3, lines[2]);
        lines.Add("2031-01-01 00:00,0.5,1");
        lines.Add(lines[0].Replace(Time(201), Time(199), StringComparison.Ordinal));
        var json = await _shop.JsonAsync("judge", Predictions("p.csv", "time;probability;label", lines.Select(l => l.Replace(',', ';'))), "--bars", _shop.At("hours.csv"));
        var warnings = string.Join('\n', json.GetProperty("warnings").EnumerateArray().Select(w => w.GetString()));
        Assert.Contains("1 rows have a time that no bar has, the first 2031-01-01 00:00:00", warnings, StringComparison.Ordinal);
        Assert.Contains("1 rows repeat the time of another", warnings, StringComparison.Ordinal);
        Assert.Contains("not in time order", warnings, StringComparison.Ordinal);
        Assert.Contains("The times look shifted by one bar: the labels agree with those of the bars", warnings, StringComparison.Ordinal);
        Assert.Contains(" one bar earlier", warnings, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labels_that_say_the_opposite_are_no_shift()
    {
        var closes = Bars("hours.csv", 700);
        var lines = Enumerable.Range(200, 450).Select(i => $"{Time(i)},0.5,{(closes[i + 1] > closes[i] ? 0 : 1)}");
        var json = await _shop.JsonAsync("judge", Predictions("p.csv", "time,probability,label", lines), "--bars", _shop.At("hours.csv"));
        var warnings = string.Join('\n', json.GetProperty("warnings").EnumerateArray().Select(w => w.GetString()));
        Assert.Contains("100 % of the labels in the file differ", warnings, StringComparison.Ordinal);
        Assert.Contains("The labels look turned round", warnings, StringComparison.Ordinal);
        Assert.DoesNotContain("shifted", warnings, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_bars_it_lists_what_it_could_not_run()
    {
        var random = new Random(6);
        var file = Predictions("p.csv", "score,y_true", Enumerable.Range(0, 300).Select(i => $"{0.4 + (0.2 * random.NextDouble()):0.000},{(i % 7) % 2}"));
        var run = await _shop.RunAsync("judge", file);
        Assert.True(run.Exit == 0, run.Error);
        Assert.StartsWith("Read probability from 'score', label from 'y_true'.", run.Output, StringComparison.Ordinal);
        Assert.Contains("  persistence, momentum, last-return: they look at prices: give --bars.", run.Output, StringComparison.Ordinal);
        Assert.Contains("Mind: There are no times", run.Output, StringComparison.Ordinal);
        Assert.StartsWith("Verdict: predictions: ", run.Output.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_table_shows_each_p_value_as_one_of_all_in_it()
    {
        var random = new Random(6);
        var file = Predictions("p.csv", "score,y_true", Enumerable.Range(0, 300).Select(i => $"{0.4 + (0.2 * random.NextDouble()):0.000},{(i % 7) % 2}"));
        var lines = (await _shop.RunAsync("judge", file)).Output.Split('\n').SkipWhile(l => !l.Contains("p of all (Holm)", StringComparison.Ordinal)).Skip(2).TakeWhile(l => l.Contains(" to ", StringComparison.Ordinal));
        // metric, score, baseline, its score, gain, low, to, high, p, p of all, verdict; a p-value of three digits says no more than that.
        var found = lines.Select(l => l.Replace("< 0.001", "0", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)[8..10])
            .Select(c => (P: double.Parse(c[0], CultureInfo.InvariantCulture), Holm: double.Parse(c[1], CultureInfo.InvariantCulture))).OrderBy(c => c.P).ToList();
        Assert.Equal(10, found.Count);
        var worst = 0.0;
        for (var i = 0; i < found.Count; i++)
        {
            worst = Math.Max(worst, Math.Min(1, (found.Count - i) * found[i].P));
            Assert.Equal(worst, found[i].Holm, 0.011);
        }

        Assert.Contains(found, f => f.P < 1 && f.Holm > f.P + 0.01);
    }

    [Fact]
    public async Task What_predict_writes_is_judged_on_the_bars_that_it_forecasts()
    {
        await Forecasts("f.csv", "label: { horizon: 3 }");
        var json = await _shop.JsonAsync("judge", _shop.At("f.csv"), "--in-sample", "--bars", _shop.At("a.csv"));
        Assert.Equal("time from 'bar', probability from 'probability'", json.GetProperty("columns").GetString());
        // The horizon is that of the file's targets: three bars, whose outcomes are not known for the last three.
        Assert.Equal(3, json.GetProperty("horizon").GetInt32());
        double[] closes = [.. File.ReadLines(_shop.At("a.csv")).Skip(1).Select(l => double.Parse(l.Split(',')[4], CultureInfo.InvariantCulture))];
        double[] said = [.. File.ReadLines(_shop.At("f.csv")).Skip(1).Select(l => double.Parse(l.Split(',')[3], CultureInfo.InvariantCulture))];
        var first = closes.Length - said.Length;
        var right = Enumerable.Range(0, said.Length - 3).Average(i => said[i] > 0.5 == closes[first + i + 3] > closes[first + i] ? 1.0 : 0.0);
        Assert.Equal(said.Length - 3, json.GetProperty("rows").GetInt32());
        Assert.Equal(right, json.GetProperty("scores")[0].GetProperty("scores").GetProperty("accuracy").GetDouble(), 1e-12);
        string[] warnings = [.. json.GetProperty("warnings").EnumerateArray().Select(w => w.GetString()!)];
        Assert.Contains(warnings, w => w.StartsWith("3 rows have no outcome yet", StringComparison.Ordinal));
        Assert.DoesNotContain(warnings, w => w.Contains("shifted", StringComparison.Ordinal) || w.Contains("targets", StringComparison.Ordinal));
        // The other columns of times mean what they are called.
        foreach (var word in new[] { "knownAt", "target" })
        {
            var same = await _shop.JsonAsync("judge", _shop.At("f.csv"), "--in-sample", "--bars", _shop.At("a.csv"), "--time", word, "--horizon", "3");
            Assert.Equal($"time from '{word}', probability from 'probability'", same.GetProperty("columns").GetString());
            Assert.Equal(json.GetProperty("scores").ToString(), same.GetProperty("scores").ToString());
        }

        var other = await _shop.JsonAsync("judge", _shop.At("f.csv"), "--in-sample", "--bars", _shop.At("a.csv"), "--horizon", "1");
        Assert.Contains("Most of the file's own targets are 3 bars ahead, and 1 was asked for (--horizon).", other.GetProperty("warnings").EnumerateArray().Select(w => w.GetString()));
    }

    [Fact]
    public async Task Without_outcomes_and_bars_it_says_what_is_missing_and_outcomes_that_predict_wrote_are_taken()
    {
        await Forecasts("f.csv", "");
        var run = await _shop.RunAsync("judge", _shop.At("f.csv"));
        Assert.Equal(2, run.Exit);
        Assert.Contains("vane: predictions: have no outcomes (time from 'bar', probability from 'probability'), and no bars were given to make them from. Give the bars that are predicted: vane judge FILE --bars BARS. Or add a column 'label' with 0 or 1; 'vane predict --outcomes' writes it.", run.Error, StringComparison.Ordinal);
        await _shop.RunAsync("predict", "--model", "a", "--bars", _shop.At("a.csv"), "--outcomes", "-o", _shop.At("o.csv"));
        var labelled = await _shop.JsonAsync("judge", _shop.At("o.csv"), "--in-sample");
        var onBars = await _shop.JsonAsync("judge", _shop.At("f.csv"), "--in-sample", "--bars", _shop.At("a.csv"));
        Assert.Equal(onBars.GetProperty("rows").GetInt32(), labelled.GetProperty("rows").GetInt32());
        Assert.Equal(onBars.GetProperty("scores")[0].ToString(), labelled.GetProperty("scores")[0].ToString());
    }

    [Fact]
    public async Task A_row_that_says_no_probability_is_left_out_and_counted()
    {
        Bars("hours.csv", 400);
        var file = Predictions("p.csv", "bar,probability", Enumerable.Range(150, 200).Select(i => $"{Time(i)},{(i % 50 == 0 ? "" : "0.5")}"));
        var json = await _shop.JsonAsync("judge", file, "--bars", _shop.At("hours.csv"));
        Assert.Equal(196, json.GetProperty("rows").GetInt32());
        Assert.Contains(json.GetProperty("warnings").EnumerateArray(), w => w.GetString()!.StartsWith("4 rows say no probability", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Decisions_are_judged_by_accuracy_and_a_constant_one_leaves_its_test_undefined()
    {
        var file = Predictions("p.csv", "t,pred,y", Enumerable.Range(0, 200).Select(i => $"{Time(i)},1,{i % 2}"));
        var run = await _shop.RunAsync("judge", file);
        Assert.Contains("pesaran-timmermann: undefined, every decision is up.", run.Output, StringComparison.Ordinal);
        Assert.Contains("log_loss, brier, roc_auc, average_precision: every prediction is 0 or 1: give probabilities.", run.Output, StringComparison.Ordinal);
        Assert.Contains("Verdict: predictions: NOT PROVEN. accuracy 0.5 against 0.5", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Declared_trials_take_a_narrow_win_away()
    {
        // About 60 of 100 calls right in 400 rows: four standard errors alone, and nothing after 100,000 tries.
        var random = new Random(7);
        string[] rows = [.. Enumerable.Range(0, 400).Select(i => $"{Time(i)},{(i % 2 == 0 ? "0.6" : "0.4")},{(i % 2 == 0 == random.NextDouble() < 0.6 ? 1 : 0)}")];
        var file = Predictions("p.csv", "time,prob,label", rows);
        var alone = await _shop.JsonAsync("judge", file);
        var many = await _shop.JsonAsync("judge", file, "--trials", "100000");
        Assert.Equal("BEATS", alone.GetProperty("verdict").GetString());
        Assert.Equal("NOT PROVEN", many.GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task All_problems_of_a_broken_file_are_named_with_their_lines()
    {
        var file = Predictions("p.csv", "time,prob,label", ["2020-01-01,0.4,1", "yesterday,0.4,1", "2020-01-03,1.4,0", "2020-01-04,x,0", "2020-01-05,0.4,2"]);
        var run = await _shop.RunAsync("judge", file);
        Assert.Equal(2, run.Exit);
        Assert.Contains("line 3: 'yesterday' is not a time.", run.Error, StringComparison.Ordinal);
        Assert.Contains("line 4: the probability 1.4 is outside [0, 1].", run.Error, StringComparison.Ordinal);
        Assert.Contains("line 5: 'x' is not a probability.", run.Error, StringComparison.Ordinal);
        Assert.Contains("line 6: '2' is not a label.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty.")]
    [InlineData("time,prob\n", "has a header and no rows.")]
    [InlineData("time,open\n2020-01-01,1\n", "line 1")]
    [InlineData("time,prob\n2020-01-01,0.4\n", "have no outcomes (time from 'time', probability from 'prob'), and no bars were given")]
    [InlineData("time,prob\n2020-01-01,0,46\n2020-01-02,0,53\n", "line 2: has 3 fields, but the first line has 2. Write decimal points, not commas")]
    [InlineData("time,prob,label\n2020-01-01,0.4,1,\n", "only 1 of them can be scored.")]
    [InlineData("time,prob,label\n2020-01-01,0.4,1\n", "only 1 of them can be scored.")]
    public async Task What_cannot_be_judged_is_refused_with_a_reason(string text, string message)
    {
        var run = await _shop.RunAsync("judge", _shop.Write("p.csv", text));
        Assert.Equal(2, run.Exit);
        Assert.Contains(message is "line 1" ? "no column of the header 'time,open' is known for a probability." : message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Something_must_be_given_and_times_must_be_those_of_bars()
    {
        Assert.StartsWith("vane: judge: nothing was given to judge.", (await _shop.RunAsync("judge")).Error, StringComparison.Ordinal);
        Bars("hours.csv", 300);
        var file = Predictions("p.csv", "time,prob", ["2001-01-01,0.4"]);
        var run = await _shop.RunAsync("judge", file, "--bars", _shop.At("hours.csv"));
        Assert.Contains("none of the 1 times, such as 2001-01-01 00:00:00, is that of a bar of hours", run.Error, StringComparison.Ordinal);
        Assert.Contains("--time: 'noon' is not known.", (await _shop.RunAsync("judge", file, "--time", "noon")).Error, StringComparison.Ordinal);
        Assert.Contains("does not exist", (await _shop.RunAsync("judge", "nowhere.csv")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Zero_beside_minus_one_is_no_label_of_down()
    {
        // -1, 0, 1 are down, unmoved, up: read as two directions, every unmoved row would be a down that nobody saw.
        var run = await _shop.RunAsync("judge", Predictions("p.csv", "time,prob,label", Enumerable.Range(0, 60).Select(i => $"{Time(i)},0.5,{(i % 3) - 1}")));
        Assert.Equal(2, run.Exit);
        Assert.Contains("line 3: the labels hold both 0 and -1. Down is one of the two. Where 0 means that nothing moved, leave it empty", run.Error, StringComparison.Ordinal);
        var two = await _shop.JsonAsync("judge", Predictions("p.csv", "time,prob,label", Enumerable.Range(0, 60).Select(i => $"{Time(i)},0.5,{(i % 3 == 0 ? "" : i % 3 == 1 ? "-1" : "1")}")));
        Assert.Equal((40, 0.5), (two.GetProperty("rows").GetInt32(), two.GetProperty("shareUp").GetDouble()));
    }

    [Fact]
    public async Task An_index_without_a_name_is_the_time_where_it_holds_times()
    {
        // What pandas writes of Series.to_frame("p_up").assign(y_true=...).to_csv(...).
        var json = await _shop.JsonAsync("judge", Predictions("p.csv", ",p_up,y_true", Enumerable.Range(0, 60).Select(i => $"{Time(59 - i)},0.5,{i % 2}")));
        Assert.Equal("time from column 1, without a name, probability from 'p_up', label from 'y_true'", json.GetProperty("columns").GetString());
        Assert.DoesNotContain(Warnings(json), w => w.StartsWith("There are no times", StringComparison.Ordinal));
        // A count of rows is none.
        var counted = await _shop.JsonAsync("judge", Predictions("p.csv", ",p_up,y_true", Enumerable.Range(0, 60).Select(i => $"{i},0.5,{i % 2}")));
        Assert.Contains(Warnings(counted), w => w.StartsWith("There are no times", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Decisions_may_be_words()
    {
        string[] Rows(string up, string down) => [.. Enumerable.Range(0, 80).Select(i => $"{Time(i)},{(i % 3 == 0 ? up : down)},{i % 2}")];
        var numbers = await _shop.JsonAsync("judge", Predictions("p.csv", "time,prediction,label", Rows("1", "0")));
        foreach (var (up, down) in new[] { ("up", "down"), ("True", "False") })
        {
            var words = await _shop.JsonAsync("judge", Predictions("p.csv", "time,prediction,label", Rows(up, down)));
            Assert.Equal("accuracy", words.GetProperty("primary").GetString());
            Assert.Equal(numbers.GetProperty("comparisons").ToString(), words.GetProperty("comparisons").ToString());
        }
    }

    [Fact]
    public async Task Rows_that_all_went_one_way_are_said_to_tell_nothing()
    {
        var json = await _shop.JsonAsync("judge", Predictions("p.csv", "time,prob,label", Enumerable.Range(0, 60).Select(i => $"{Time(i)},{(i % 2 == 0 ? "0.6" : "0.4")},1")));
        Assert.Contains("All of the rows went up: nothing here tells skill from always saying so, and no verdict on them says anything of other rows.", Warnings(json));
    }

    [Fact]
    public async Task What_the_model_has_learnt_from_is_left_out_unless_asked_for()
    {
        // Noise, learnt by heart.
        _shop.Bars("a.csv", 700, 0.5);
        var run = await _shop.RunAsync("run", _shop.Pipeline("a.yaml", "a.csv", "learners: [{random-forest: {n_estimators: 20, max_depth: 12}}]"));
        Assert.True(run.Exit == 0, run.Error);
        await _shop.RunAsync("predict", "--model", "a:1", "--bars", _shop.At("a.csv"), "-o", _shop.At("f.csv"));
        string[] parts = [.. File.ReadLines(_shop.At("f.csv")).Skip(1).Select(l => l.Split(',')[7])];
        var learnt = parts.Count(p => p == "learnt");
        var fair = await _shop.JsonAsync("judge", _shop.At("f.csv"), "--bars", _shop.At("a.csv"));
        Assert.NotEqual("BEATS", fair.GetProperty("verdict").GetString());
        // The last row has no outcome yet.
        Assert.Equal(parts.Length - learnt - 1, fair.GetProperty("rows").GetInt32());
        Assert.Contains(Warnings(fair), w => w.StartsWith($"{learnt} rows are left out: the model that made them has learnt from their bars", StringComparison.Ordinal));
        Assert.Contains(Warnings(fair), w => w.StartsWith($"{parts.Count(p => p == "sealed")} of the rows lie in the hold-out that the model's run sealed: this is look 1 at this span, and counted. It tests at 0.025, the next one at 0.0083.", StringComparison.Ordinal));
        Assert.Contains("held against 0.025", fair.GetProperty("sentence").GetString(), StringComparison.Ordinal);
        var flattered = await _shop.JsonAsync("judge", _shop.At("f.csv"), "--bars", _shop.At("a.csv"), "--in-sample");
        Assert.Equal("BEATS", flattered.GetProperty("verdict").GetString());
        Assert.Contains(Warnings(flattered), w => w.StartsWith($"{learnt} of the rows are in sample", StringComparison.Ordinal));

        File.WriteAllLines(_shop.At("old.csv"), File.ReadLines(_shop.At("a.csv")).Take(300));
        await _shop.RunAsync("predict", "--model", "a:1", "--bars", _shop.At("old.csv"), "-o", _shop.At("old-f.csv"));
        foreach (var command in new[] { "judge", "backtest" })
        {
            var nothing = await _shop.RunAsync(command, _shop.At("old-f.csv"), "--bars", _shop.At("old.csv"));
            Assert.Equal(2, nothing.Exit);
            Assert.Contains("old-f.csv: the model that made these predictions has learnt from the bars of all 294 (column 'part'). Predict later bars; --in-sample takes in", nothing.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Judging_or_trading_a_file_on_the_sealed_hold_out_is_a_look_by_anyone_at_the_level_of_its_number()
    {
        _shop.Bars("a.csv", 800, 0.7);
        Assert.Equal(0, (await _shop.RunAsync("run", _shop.Pipeline("a.yaml", "a.csv"))).Exit);
        await _shop.RunAsync("predict", "--model", "a:1", "--bars", _shop.At("a.csv"), "--outcomes", "-o", _shop.At("f.csv"));
        // Under another name of the bars' file, and without bars: it is the series of the model's training that counts.
        File.Copy(_shop.At("a.csv"), _shop.At("renamed.csv"));
        string[][] looks = [["judge", _shop.At("f.csv"), "--bars", _shop.At("renamed.csv")], ["judge", _shop.At("f.csv")], ["backtest", _shop.At("f.csv"), "--bars", _shop.At("a.csv")], ["backtest", "a:1", "--bars", _shop.At("a.csv")]];
        foreach (var (place, command) in looks.Index())
        {
            var look = place + 1;
            var json = await _shop.JsonAsync(command);
            Assert.Equal(look, json.GetProperty("look").GetInt32());
            Assert.Contains(Warnings(json), w => w.Contains($"this is look {look} at this span, and counted.", StringComparison.Ordinal));
            if (command[0] == "judge")
            {
                Assert.Equal(0.05 / (look * (look + 1)), json.GetProperty("comparisons")[0].GetProperty("level").GetDouble(), 1e-12);
            }
        }

        // Another program's forecasts of bars that were looked at are looks, too; of earlier bars they are none.
        string[] rows = [.. File.ReadLines(_shop.At("f.csv")).Skip(1).Select(l => string.Join(',', l.Split(',')[0], l.Split(',')[3]))];
        var foreign = await _shop.JsonAsync("judge", Predictions("p.csv", "bar,probability", rows), "--bars", _shop.At("a.csv"));
        Assert.Equal(5, foreign.GetProperty("look").GetInt32());
        Assert.Contains(Warnings(foreign), w => w.StartsWith("A hold-out at these bars was looked at before: this is look 5", StringComparison.Ordinal));
        var early = await _shop.JsonAsync("judge", Predictions("e.csv", "bar,probability", rows[..300]), "--bars", _shop.At("a.csv"));
        Assert.Equal(JsonValueKind.Null, early.GetProperty("look").ValueKind);
        // What is refused has shown nothing, and is no look.
        string[][] refused =
        [
            ["backtest", _shop.At("f.csv"), "--bars", _shop.At("a.csv"), "--threshold", "2"], ["backtest", "a:1", "--bars", _shop.At("a.csv"), "--threshold", "2"],
            ["backtest", "a:1", "--bars", _shop.At("a.csv"), "--trials", "0"], ["backtest", "a:1", "--bars", _shop.At("a.csv"), "--fee-bps", "-1"],
            ["judge", _shop.At("f.csv"), "--horizon", "0"], ["judge", _shop.At("f.csv"), "--trials", "0"], ["judge", _shop.At("f.csv"), "--bars", _shop.Bars("few.csv", 7, 0.5)],
        ];
        foreach (var command in refused)
        {
            Assert.Equal(2, (await _shop.RunAsync(command)).Exit);
        }

        using (var workspace = _shop.Open())
        {
            Assert.Equal([1, 1, 1, 1, 1], workspace.Holdouts.Looks("a").Select(l => l.Label == "next-bar-direction/1" ? 1 : 0));
        }

        var opened = await _shop.RunAsync("run", _shop.At("a.yaml"), "--open-holdout");
        Assert.Contains("Hold-out: this is look 6 at this span", opened.Output, StringComparison.Ordinal);
        // Where there is no workspace it is told.
        var told = await Cli.RunAsync("judge", _shop.At("f.csv"), "--workspace", _shop.At("nowhere"));
        Assert.Contains("this is a look at it that nobody counts, since no workspace is at hand. A first look tests at 0.025", told.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_shop.At("nowhere")));
    }

    [Fact]
    public async Task A_column_called_part_of_another_program_means_nothing_and_a_wrong_word_in_ours_is_refused()
    {
        string[] rows = [.. Enumerable.Range(0, 50).Select(i => $"{Time(i)},0.5,{i % 2},morning")];
        var foreign = await _shop.JsonAsync("judge", Predictions("p.csv", "time,prob,label,part", rows));
        Assert.Equal(50, foreign.GetProperty("rows").GetInt32());
        var run = await _shop.RunAsync("judge", Predictions("p.csv", "time,prob,label,part", [$"{Time(0)},0.5,1,new", .. rows[1..]]));
        Assert.Equal(2, run.Exit);
        Assert.Contains("line 3: 'morning' is no part of the bars. It is new, sealed or learnt", run.Error, StringComparison.Ordinal);
    }

    private static string[] Warnings(JsonElement json) => [.. json.GetProperty("warnings").EnumerateArray().Select(w => w.GetString()!)];

    /// <summary>What 'vane predict' writes of all bars of a.csv.</summary>
    private async Task Forecasts(string name, string more)
    {
        _shop.Bars("a.csv", 700, 0.6);
        var run = await _shop.RunAsync("run", _shop.Pipeline("a.yaml", "a.csv", "learners: [logistic]\n" + more));
        Assert.True(run.Exit == 0, run.Error);
        Assert.Equal(0, (await _shop.RunAsync("predict", "--model", "a:1", "--bars", _shop.At("a.csv"), "-o", _shop.At(name))).Exit);
    }

    private static (string?, double, double) Short(JsonElement line) =>
        (line.GetProperty("verdict").GetString(), Math.Round(line.GetProperty("score").GetDouble(), 4), Math.Round(line.GetProperty("baselineScore").GetDouble(), 4));

    private static JsonElement Line(JsonElement json, string metric, string baseline) => json.GetProperty("comparisons").EnumerateArray()
        .Single(l => l.GetProperty("metric").GetString() == metric && l.GetProperty("baseline").GetString() == baseline);

    private static string Time(int bar) => new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(bar).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Bars of a fair coin; their closes.</summary>
    private double[] Bars(string name, int count)
    {
        _shop.Bars(name, count, 0.5);
        return [.. File.ReadLines(_shop.At(name)).Skip(1).Select(l => double.Parse(l.Split(',')[4], CultureInfo.InvariantCulture))];
    }

    private string Predictions(string name, string header, IEnumerable<string> lines) =>
        _shop.Write(name, new StringBuilder(header).Append('\n').AppendJoin('\n', lines).Append('\n').ToString());
}
