using Weathervane.Store.Retraining;

namespace Weathervane.Server.Jobs;

/// <summary>What a plan asks for at a moment, read off what has happened: nothing has to be remembered by a server that may die.</summary>
/// <param name="Refresh">Why the model is to be trained again now; null where it is not.</param>
/// <param name="Check">Whether drift and decay are to be looked for now.</param>
internal sealed record DueWork(string? Refresh, bool Check)
{
    /// <summary>Reads it off.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="events">What happened to the series, the newest first.</param>
    /// <param name="since">When the model that forecasts now was registered: the time that counts before the first training.</param>
    /// <param name="lastCheck">When drift and decay were last looked for; null for not yet.</param>
    /// <param name="now">The moment.</param>
    internal static DueWork Of(RetrainingPlan plan, IReadOnlyList<SeriesEvent> events, DateTimeOffset since, DateTimeOffset? lastCheck, DateTimeOffset now)
    {
        var last = events.FirstOrDefault(e => e.IsTraining)?.At;
        var trained = last ?? since;
        // A version may be registered by a machine whose clock is ahead: only a training that ended answers a request.
        var isAsked = plan.Requested is { } asked && !(last >= asked);
        var isScheduled = IsDue(plan.Schedule, "schedule", trained, now);
        var alarm = now - trained < TimeSpan.FromDays(plan.PauseDays)
            ? null
            : events.FirstOrDefault(e => e.At > trained && ((e.Kind == SeriesEventKind.Drift && plan.OnDrift) || (e.Kind == SeriesEventKind.Decay && plan.OnDecay)));
        return new DueWork(
            isAsked ? Request(plan) : isScheduled ? $"its schedule ({plan.Schedule})" : alarm is not null ? FormattableString.Invariant($"{SeriesEventWords.Of(alarm.Kind)} of {alarm.At:yyyy-MM-dd HH:mm} UTC") : null,
            IsDue(plan.Check, "check", lastCheck ?? DateTimeOffset.UnixEpoch, now));
    }

    private static string Request(RetrainingPlan plan) =>
        FormattableString.Invariant($"a request of {plan.Requested:yyyy-MM-dd HH:mm} UTC") + (plan.Request is { } said ? $" by {said}" : "");

    private static bool IsDue(string schedule, string where, DateTimeOffset last, DateTimeOffset now) =>
        CronSchedule.Parse(schedule, where)?.Invoke(last.UtcDateTime) is { } next && next <= now.UtcDateTime;
}
