using System.Globalization;
using Weathervane.Cli.Records;
using Weathervane.Evaluation;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Gate;
using Weathervane.Pipelines.Options;
using Weathervane.Pipelines.Running;
using Weathervane.Pipelines.Serving;
using Weathervane.Store.Models;

namespace Weathervane.Cli.Commands;

/// <summary>Asks the gate whether a run's model becomes the champion.</summary>
/// <remarks>The walk-forward decides, on rows that neither model had learnt from; the hold-out has no say. Trials are those of the verdict: counted once, over the
/// store, by <see cref="RunResult.Trials"/>.</remarks>
internal sealed class ChampionChoice(IRecords records, RunResult result, RunOptions options)
{
    /// <summary>The champion whose refresh the model is; null where it is not, or was not asked about yet.</summary>
    internal ModelVersion? Refreshes { get; private set; }

    /// <summary>What the gate says of a model that is about to be registered.</summary>
    /// <param name="name">The registered model's name.</param>
    /// <param name="trained">The model.</param>
    internal GateDecision Of(string name, TrainedModel trained)
    {
        var champion = records.Models().Any(m => m.Name == name)
            ? records.Versions(name).FirstOrDefault(v => v.Aliases.Contains(ModelName.Champion))
            : null;
        if (result.Pipeline.Register.Promote == Promotion.Never)
        {
            return Kept(champion is null ? GateKind.First : GateKind.Recipe, "the pipeline says promote: never");
        }

        var gate = new PromotionGate(new GateRules { Trials = result.Trials.Effective }, result.Scores.Primary, result.Pipeline.Label.BarsAhead);
        return champion is null ? gate.First(trained.Candidate.Forecasts, result.Baselines) : Beside(gate, champion, trained);
    }

    private GateDecision Beside(PromotionGate gate, ModelVersion champion, TrainedModel trained)
    {
        var called = $"the champion {champion.Reference}";
        ForecastModel model;
        Pipeline recipe;
        try
        {
            model = ForecastModel.Read(records.Read(champion, ModelVersion.ModelFile), champion.Reference);
            recipe = PipelineFile.Parse(model.Facts.Pipeline, $"{champion.Reference}, its pipeline");
        }
        catch (InputException unreadable)
        {
            return Kept(GateKind.Recipe, $"{called} cannot be refitted to compare with: {unreadable.Problems[0]}");
        }

        var candidate = champion.Parameters.GetValueOrDefault("learner", model.Facts.Learner);
        if (RecipeReplay.IsSame(recipe, result.Pipeline) && candidate == trained.Candidate.Name)
        {
            return champion.BarsSha256 == result.Inputs.Recipe.BarsSha256
                ? Kept(GateKind.Refresh, $"it is the recipe of {called} on the same bars: nothing is new")
                : Refresh(gate, champion, called, model, trained);
        }

        if (RecipeReplay.Problem(recipe, candidate, result) is { } problem)
        {
            return Kept(GateKind.Recipe, $"{called} cannot be compared with: {problem}");
        }

        try
        {
            return Recipe(gate, called, trained, RecipeReplay.Run(recipe, candidate, result, options));
        }
        catch (InputException unfit)
        {
            return Kept(GateKind.Recipe, $"the recipe of {called} cannot be refitted on these bars: {unfit.Problems[0]}");
        }
    }

    private GateDecision Recipe(PromotionGate gate, string called, TrainedModel trained, OutOfSample champion)
    {
        var rows = CommonRows.Of([(champion, bar => bar), (trained.Candidate.Forecasts, BarOf), .. result.Baselines.Select(b => (b, (Func<int, int>)BarOf))]);
        return gate.Recipe(rows[1], rows[0], called, [.. rows.Skip(2)]);
    }

    private GateDecision Refresh(PromotionGate gate, ModelVersion champion, string called, ForecastModel model, TrainedModel trained)
    {
        Refreshes = champion;
        var (inputs, forecasts) = (result.Inputs, trained.Candidate.Forecasts);
        var incumbent = new Incumbent(called, model, GateDecision.IsProven(champion.Tags));
        return gate.Refresh(forecasts, inputs.Rows.Take([.. inputs.Training]), inputs.Bars, incumbent, result.Baselines, [SameBars(champion, forecasts)], options.Threads);
    }

    /// <summary>Whether the bars that both know are the same, by the labels of the rows that both scored.</summary>
    private GateCondition SameBars(ModelVersion champion, OutOfSample forecasts)
    {
        var theirs = records.Files(champion).Any(f => f.Name == ForecastRows.File) ? ForecastRows.Read(records.Read(champion, ForecastRows.File)) : [];
        var (common, other) = (0, 0);
        for (var i = 0; i < forecasts.Rows.Length; i++)
        {
            if (theirs.TryGetValue(ForecastRows.TimeText(result.Inputs.Bars.Times[BarOf(forecasts.Rows[i])]), out var known))
            {
                common++;
                other += known.Label == forecasts.Labels[i] ? 0 : 1;
            }
        }

        return new GateCondition("bars", common > 0 && other == 0, common == 0
            ? "no bar was scored by both, so nothing shows that these are the champion's bars, gone on"
            : string.Create(CultureInfo.InvariantCulture, $"of {common:N0} bars that both scored, {other:N0} have another label now"));
    }

    private int BarOf(int row) => result.Inputs.Rows.Spans[result.Inputs.Training[row]].First;

    private static GateDecision Kept(GateKind kind, string why) => new() { Kind = kind, Promote = false, Proven = false, Why = why };
}
