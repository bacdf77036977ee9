using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Weathervane.Features;

namespace Weathervane.Learners.Trees.Bins;

/// <summary>Bins that fits on the same rows share: the trials of a study cut each fold's training rows once. Safe to share between threads.</summary>
/// <remarks>The same rows are the same <see cref="FeatureMatrix"/> object; its bins live as long as it does. Bins come from those rows alone, so what a
/// fit gives does not depend on the cache.</remarks>
public sealed class BinCache
{
    /// <summary>A search may try every <c>max_bin</c> there is; bins of more than so many of them are not kept.</summary>
    private const int MaxBinsKept = 8;

    private readonly ConditionalWeakTable<FeatureMatrix, ConcurrentDictionary<int, Entry>> _entries = [];
    private int _cuts;

    /// <summary>How often rows were cut into bins, as against found here.</summary>
    public int Cuts => _cuts;

    /// <summary>The bins of these rows; a fit that comes while another cuts them waits for it.</summary>
    internal BinnedRows Of(FeatureMatrix features, int maxBin, Crew crew)
    {
        var entries = _entries.GetOrCreateValue(features);
        if (!entries.ContainsKey(maxBin) && entries.Count >= MaxBinsKept)
        {
            return Cut(features, maxBin, crew);
        }

        var entry = entries.GetOrAdd(maxBin, static _ => new Entry());
        lock (entry)
        {
            return entry.Rows ??= Cut(features, maxBin, crew);
        }
    }

    private BinnedRows Cut(FeatureMatrix features, int maxBin, Crew crew)
    {
        Interlocked.Increment(ref _cuts);
        return BinnedRows.Of(features, maxBin, crew);
    }

    private sealed class Entry
    {
        internal BinnedRows? Rows { get; set; }
    }
}
