using Weathervane.Pipelines.Gate;
using Weathervane.Store;
using Weathervane.Store.Models;

namespace Weathervane.Server.Live.Experiments;

/// <summary>Does what follows from the gate's word on a version that was just registered.</summary>
public static class PassedGate
{
    /// <summary>Makes it the champion if the gate let it through, or lets it shadow the champion first where that serves a series; a version that was kept out stays as it is.</summary>
    /// <param name="workspace">Where the version is registered.</param>
    /// <param name="version">The version.</param>
    /// <param name="decision">What the gate said.</param>
    /// <param name="by">Who trained it.</param>
    /// <param name="refreshOf">The champion whose recipe it is on newer bars; null for another recipe.</param>
    /// <param name="vouched">Whether the evidence was computed here, or by somebody who may say by hand which version is the champion. Anyone else's word replaces no
    /// champion: the version shadows it where it serves a series, whatever that series' plan says, so that the evidence is this store's own; elsewhere it waits for an admin.</param>
    /// <returns>The decision; one that does not promote and says so where the version shadows the champion, or cannot yet.</returns>
    /// <exception cref="InputException">It is the champion already, or was deleted.</exception>
    public static GateDecision Follow(Workspace workspace, ModelVersion version, GateDecision decision, string by, ModelVersion? refreshOf, bool vouched = true)
    {
        var replaces = !vouched && decision.Promote && workspace.Models.Moves(version.Name).Any(m => m.Alias == ModelName.Champion);
        if (RecipeShadow.SeriesOf(workspace, version.Name, decision, always: replaces) is { } served)
        {
            return decision with { Promote = false, Why = $"that serves {served}: the new recipe passed the gate ({decision.Why}) and {Shadowed(workspace, served, version, decision, by)}" };
        }

        if (replaces)
        {
            return decision with
            {
                Promote = false,
                Why = $"what it passed the gate on ({decision.Why}) was computed elsewhere, by a key that may not say by hand which version is the champion: an admin promotes it with 'vane models promote {version.Reference} --reason ...'",
            };
        }

        if (!decision.Promote)
        {
            return decision;
        }

        var evidence = $"gate: {decision.Tag}; verdict: {version.Verdict}";
        if (vouched)
        {
            workspace.Models.Promote(version, by, decision.Why, evidence: evidence, refreshOf: refreshOf);
        }
        else if (workspace.Models.PromoteFirst(version, by, decision.Why, evidence) is null)
        {
            // Another became the first meanwhile: now it would replace a champion.
            return Follow(workspace, version, decision, by, refreshOf, vouched);
        }

        return decision;
    }

    /// <summary>Starts the shadow, and says so; where none can start the step is left to the user.</summary>
    private static string Shadowed(Workspace workspace, string series, ModelVersion version, GateDecision decision, string by)
    {
        try
        {
            return FormattableString.Invariant($"now shadows it in experiment {RecipeShadow.Start(workspace, series, version, decision, by).Id}, to take over if it wins there, too");
        }
        catch (InputException wrong)
        {
            return $"would shadow it there, but cannot yet: {wrong.Message} Start one later with 'vane ab start', or promote {version.Reference} with a reason";
        }
    }
}
