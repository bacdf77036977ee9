using System.Data.Common;
using System.Globalization;
using Weathervane.Store.Live;
using Weathervane.Store.Models;

namespace Weathervane.Store.LiveExperiments;

/// <summary>Looks at all that an experiment was asked for, and tells all that is wrong with it at once.</summary>
internal static class LiveExperimentTerms
{
    private const int MostChallengers = 20;
    private const double CanaryShare = 0.05;

    /// <summary>The series and the arms with their weights.</summary>
    /// <exception cref="InputException">Something is wrong with what was asked for.</exception>
    internal static (KeptSeries Series, IReadOnlyList<LiveArm> Arms) Read(DbConnection connection, NewLiveExperiment asked, Func<string, bool?> higherIsBetter)
    {
        var problems = new List<InputProblem>();
        var series = SeriesStore.Find(connection, asked.Series);
        if (series is null)
        {
            problems.AddRange(SeriesStore.Unknown(asked.Series).Problems);
        }

        var champion = Version("champion", asked.Champion);
        var challengers = asked.Challengers.Select((c, i) => Version(FormattableString.Invariant($"challengers[{i}]"), c)).ToList();
        if (challengers.Count is 0 or > MostChallengers)
        {
            problems.Add(new("challengers", $"are {challengers.Count}.", $"Name 1 to {MostChallengers}."));
        }

        var versions = challengers.Prepend(champion).OfType<ModelVersion>().Select(v => v.Reference).ToList();
        problems.AddRange(versions.GroupBy(v => v).Where(g => g.Count() > 1).Select(g => new InputProblem("challengers", $"{g.Key} is named {g.Count()} times.", "Each arm is another version.")));
        if (!(asked.Alpha > 0 && asked.Alpha <= 0.5))
        {
            problems.Add(new("alpha", string.Create(CultureInfo.InvariantCulture, $"is {asked.Alpha}."), "Above 0, at most 0.5; 0.05 is usual."));
        }

        if (asked.Promote)
        {
            problems.AddRange(PromotionProblems(asked, champion, challengers));
        }

        if (asked.Mode != LiveMode.Shadow && series is not null && LiveExperimentRows.Running(connection, series.Id).FirstOrDefault(e => e.Mode != LiveMode.Shadow) is { } other)
        {
            problems.Add(new("mode", $"experiment {other.Id} shares out the answers of {series.Name} already.", $"Stop it first: vane ab stop {other.Id} --reason TEXT; or use shadow."));
        }

        var weights = Weights(asked, problems);
        if (problems.Count > 0)
        {
            throw new InputException(problems);
        }

        var arms = challengers.Select((v, i) => new LiveArm(i + 1, asked.Challengers[i], v!.Name, v.Version, weights[i]));
        return (series!, [new LiveArm(0, asked.Champion, champion!.Name, champion.Version, 1 - weights.Sum()), .. arms]);

        ModelVersion? Version(string where, string reference)
        {
            try
            {
                return ModelResolver.Resolve(connection, ModelReference.Parse(reference), higherIsBetter);
            }
            catch (InputException wrong)
            {
                problems.AddRange(wrong.Problems.Select(p => p with { Where = $"{where} {reference}" }));
                return null;
            }
        }
    }

    private static IEnumerable<InputProblem> PromotionProblems(NewLiveExperiment asked, ModelVersion? champion, IEnumerable<ModelVersion?> challengers)
    {
        if (champion is not null && ModelReference.Parse(asked.Champion).Alias is null)
        {
            yield return new("promote", $"{asked.Champion} names no alias that could be moved.", $"Name the champion as {champion.Name} or {champion.Name}@ALIAS.");
        }

        foreach (var other in challengers.OfType<ModelVersion>().Where(v => champion is not null && v.Name != champion.Name))
        {
            yield return new("promote", $"{other.Reference} is another model than {champion!.Reference}, whose alias it cannot get.", "Compare versions of one model, or leave promotion out.");
        }
    }

    private static double[] Weights(NewLiveExperiment asked, List<InputProblem> problems)
    {
        var count = Math.Max(1, asked.Challengers.Count);
        if (asked.Mode == LiveMode.Shadow)
        {
            if (asked.Weights.Count > 0)
            {
                problems.Add(new("weights", "shadows answer nobody.", "Leave weights out, or use split or canary."));
            }

            return new double[count];
        }

        if (asked.Weights.Count > 1 && asked.Weights.Count != count)
        {
            problems.Add(new("weights", $"are {asked.Weights.Count} for {count} challengers.", "Give one for each, or one for all."));
        }

        double[] weights = asked.Weights.Count == count ? [.. asked.Weights]
            : [.. Enumerable.Repeat(asked.Weights is [var one, ..] ? one : asked.Mode == LiveMode.Canary ? CanaryShare / count : 1.0 / (count + 1), count)];
        if (!weights.All(w => w > 0) || !(weights.Sum() < 1))
        {
            problems.Add(new("weights", $"are {string.Join(", ", weights.Select(w => w.ToString(CultureInfo.InvariantCulture)))}.", "Each is above 0, and all together below 1: the champion has the rest."));
        }

        return weights;
    }
}
