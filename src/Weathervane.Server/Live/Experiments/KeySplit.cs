using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Weathervane.Store.LiveExperiments;

namespace Weathervane.Server.Live.Experiments;

/// <summary>Which arm answers a caller's key: always the same, on every server, as long as the experiment runs.</summary>
internal static class KeySplit
{
    /// <summary>The arm of a key. A key whose challenger is out goes to the champion; no other key moves.</summary>
    internal static LiveArm ArmOf(LiveExperiment experiment, string key)
    {
        // The experiment's number is hashed too, so that the next experiment deals the keys anew.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{experiment.Id}:{key}")));
        var (place, upTo) = (BinaryPrimitives.ReadUInt64BigEndian(hash) / 18446744073709551616.0, 0.0);
        foreach (var arm in experiment.Challengers)
        {
            upTo += arm.Weight;
            if (place < upTo)
            {
                return experiment.IsOut(arm.Arm) ? experiment.Champion : arm;
            }
        }

        return experiment.Champion;
    }
}
