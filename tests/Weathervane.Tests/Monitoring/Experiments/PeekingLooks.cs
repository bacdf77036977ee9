using Weathervane.Monitoring.Experiments;

namespace Weathervane.Tests.Monitoring.Experiments;

/// <summary>Somebody who looks again and again.</summary>
internal static class PeekingLooks
{
    /// <summary>Looks after every bar until there is a verdict.</summary>
    internal static RunningTest Decide(ForecastWorld world, WorldPath path)
    {
        var test = new RunningTest(new RunningTestOptions { Horizon = world.Horizon });
        for (var i = 0; i < path.Outcomes.Length && test.Verdict == RunningVerdict.Open; i++)
        {
            test.Add(path.Champion[i], path.Challenger[i], path.Outcomes[i]);
        }

        return test;
    }

    internal static bool LeavesTheSequence(WorldPath path)
    {
        var (test, sum) = (new RunningTest(new RunningTestOptions()), 0.0);
        for (var i = 0; i < path.Outcomes.Length; i++)
        {
            test.Add(path.Champion[i], path.Challenger[i], path.Outcomes[i]);
            sum += path.Means[i];
            if (i % 20 == 19 && (test.Standing is var standing) && !(sum / (i + 1) > standing.Low && sum / (i + 1) < standing.High))
            {
                return true;
            }
        }

        return false;
    }
}
