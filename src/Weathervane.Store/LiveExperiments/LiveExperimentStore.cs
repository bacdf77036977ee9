using System.Data.Common;
using Weathervane.Store.Live;
using Weathervane.Store.Models;
using Weathervane.Store.Sql;

namespace Weathervane.Store.LiveExperiments;

/// <summary>A/B experiments on live forecasts: what was started, what was found, and what was done about it. Nothing is ever overwritten.</summary>
public sealed class LiveExperimentStore
{
    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly Func<string, bool?> _higherIsBetter;

    internal LiveExperimentStore(Database database, TimeProvider clock, Func<string, bool?> higherIsBetter) => (_database, _clock, _higherIsBetter) = (database, clock, higherIsBetter);

    /// <summary>Starts an experiment.</summary>
    /// <param name="asked">What is to be compared.</param>
    /// <param name="by">Who starts it.</param>
    /// <exception cref="InputException">Something is wrong with what was asked for: all problems at once.</exception>
    public LiveExperiment Start(NewLiveExperiment asked, string by) => _database.Write(c =>
    {
        var (series, arms) = LiveExperimentTerms.Read(c, asked, _higherIsBetter);
        return LiveExperimentRows.Find(c, LiveExperimentRows.Insert(c, series.Id, asked, arms, by, _clock.NowMs(), guards: null))!;
    });

    /// <summary>What would be wrong with starting an experiment; empty for nothing.</summary>
    public IReadOnlyList<InputProblem> Check(NewLiveExperiment asked) => _database.Read(c =>
    {
        try
        {
            LiveExperimentTerms.Read(c, asked, _higherIsBetter);
            return [];
        }
        catch (InputException wrong)
        {
            return wrong.Problems;
        }
    });

    /// <summary>One experiment.</summary>
    /// <exception cref="InputException">There is none of this number.</exception>
    public LiveExperiment Get(long id) => _database.Read(c => LiveExperimentRows.Find(c, id)) ?? throw Unknown(id);

    /// <summary>Experiments, the newest first.</summary>
    /// <param name="series">Only on this series; null is all.</param>
    /// <param name="running">Only those that have not ended.</param>
    /// <param name="limit">Most to return.</param>
    public IReadOnlyList<LiveExperiment> List(string? series = null, bool running = false, int limit = 100) =>
        _database.Read(c => LiveExperimentRows.List(c, series, running, limit));

    /// <summary>Ends an experiment by somebody's decision; the champion answers again, and stays.</summary>
    /// <exception cref="InputException">There is none of this number, it has ended, or the reason is blank.</exception>
    public LiveExperiment Stop(long id, string by, string reason)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw new InputException("reason", "it is blank.", "Say why: it is kept with the experiment.");
        }

        return _database.Write(c =>
        {
            var experiment = LiveExperimentRows.Find(c, id) ?? throw Unknown(id);
            if (experiment.Ended is { } ended)
            {
                throw new InputException($"experiment {id}", FormattableString.Invariant($"it ended on {ended:u}.")) { Kind = InputKind.AlreadyExists };
            }

            LiveExperimentRows.Add(c, id, new LiveEvent(null, LiveEventKind.Ended, Now, by, reason, null));
            return LiveExperimentRows.Find(c, id)!;
        });
    }

    /// <summary>Records what was found of a challenger, and does what follows in the same step: the alias moves where promotion was asked for, a challenger that is worse or
    /// fails is out, and the experiment ends where nobody is left. What another server has recorded already stays as it is.</summary>
    /// <param name="id">The experiment.</param>
    /// <param name="arm">The challenger.</param>
    /// <param name="verdict"><see cref="LiveEventKind.Better"/>, <see cref="LiveEventKind.Worse"/> or <see cref="LiveEventKind.Failed"/>.</param>
    /// <param name="evidence">The figures in words: kept with the verdict and the move of the alias.</param>
    /// <returns>The experiment as it stands after it.</returns>
    /// <exception cref="InputException">There is no such experiment or arm.</exception>
    public LiveExperiment Judge(long id, int arm, LiveEventKind verdict, string evidence)
    {
        Weathervane.Check.InRange((int)verdict, (int)LiveEventKind.Better, (int)LiveEventKind.Failed, nameof(verdict));
        return _database.Write(c =>
        {
            var experiment = LiveExperimentRows.Find(c, id) ?? throw Unknown(id);
            var challenger = experiment.Challengers.FirstOrDefault(a => a.Arm == arm) ?? throw new InputException($"experiment {id}", $"it has no challenger {arm}.") { Kind = InputKind.NotFound };
            if (experiment.Ended is null && experiment.VerdictOf(arm) is null)
            {
                Conclude(c, experiment, challenger, verdict, evidence);
            }

            return LiveExperimentRows.Find(c, id)!;
        });
    }

    private DateTimeOffset Now => Instant.FromMs(_clock.NowMs());

    private void Conclude(DbConnection connection, LiveExperiment experiment, LiveArm challenger, LiveEventKind verdict, string evidence)
    {
        var (me, pair) = (FormattableString.Invariant($"experiment {experiment.Id}"), $"{challenger.VersionReference} {{0}} {experiment.Champion.VersionReference}");
        var found = verdict switch
        {
            LiveEventKind.Better => string.Format(System.Globalization.CultureInfo.InvariantCulture, pair, "is better than"),
            LiveEventKind.Worse => string.Format(System.Globalization.CultureInfo.InvariantCulture, pair, "is worse than"),
            _ => $"{challenger.VersionReference} made no forecasts where {experiment.Champion.VersionReference} did",
        };
        Tell(challenger.Arm, verdict, found, evidence);
        if (verdict == LiveEventKind.Better && experiment.Promote)
        {
            Promote(connection, experiment, challenger, me, found, evidence, Tell);
            Tell(null, LiveEventKind.Ended, found, null);
        }
        else if (verdict != LiveEventKind.Better && experiment.Challengers.All(a => a.Arm == challenger.Arm || experiment.IsOut(a.Arm)))
        {
            Tell(null, LiveEventKind.Ended, "no challenger is left", null);
        }

        void Tell(int? arm, LiveEventKind kind, string reason, string? figures) => LiveExperimentRows.Add(connection, experiment.Id, new LiveEvent(arm, kind, Now, me, reason, figures));
    }

    private void Promote(
        DbConnection connection, LiveExperiment experiment, LiveArm challenger, string by, string found, string evidence, Action<int?, LiveEventKind, string, string?> tell)
    {
        var (champion, alias) = (experiment.Champion, ModelReference.Parse(experiment.Champion.Reference).Alias!);
        var living = VersionRows.Living(connection, champion.Model, _higherIsBetter);
        var (stands, target) = (living.FirstOrDefault(v => v.Aliases.Contains(alias)), living.FirstOrDefault(v => v.Version == challenger.Version));
        if (stands?.Version != champion.Version || target is null)
        {
            tell(challenger.Arm, LiveEventKind.Overtaken, target is null ? $"{challenger.VersionReference} was deleted" : $"{champion.Model}@{alias} had moved to {stands?.Reference ?? "nowhere"}", null);
            return;
        }

        var back = experiment.Guards is not null;
        AliasRows.Add(connection, target.ModelKey, new AliasMove(champion.Model, alias, target.Version, back ? MoveKind.Rollback : MoveKind.Set, Now, by, $"A/B {by}: {found}", evidence));
        tell(challenger.Arm, back ? LiveEventKind.RolledBack : LiveEventKind.Promoted, $"{champion.Model}@{alias} is {target.Reference} now", evidence);
        if (!back)
        {
            Guard(connection, experiment, challenger, by);
        }
    }

    /// <summary>The winner on probation: the version that it replaced forecasts on, and gets the alias back if it proves to be better.</summary>
    private void Guard(DbConnection connection, LiveExperiment experiment, LiveArm winner, string by)
    {
        var (old, now) = (experiment.Champion, _clock.NowMs());
        var asked = new NewLiveExperiment
        {
            Series = experiment.Series,
            Champion = old.Reference,
            Challengers = [old.VersionReference],
            Alpha = experiment.Alpha,
            Horizon = experiment.Horizon,
            Promote = true,
            Reason = $"watches the promotion by {by}",
        };
        LiveArm[] arms = [new(0, old.Reference, winner.Model, winner.Version, 1), new(1, old.VersionReference, old.Model, old.Version, 0)];
        LiveExperimentRows.Insert(connection, SeriesStore.Find(connection, experiment.Series)!.Id, asked, arms, by, now, guards: experiment.Id);
    }

    private static InputException Unknown(long id) => new($"experiment {id}", "there is none of this number.", "'vane ab status' lists all.") { Kind = InputKind.NotFound };
}
