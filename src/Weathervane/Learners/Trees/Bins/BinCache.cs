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

    private readonly ConditionalWeakTable<FeatureMatrix, ConcurrentDictionary<object, Entry>> _entries = [];
    private int _cuts;

    /// <summary>How often rows were cut into bins, as against found here.</summary>
    public int Cuts => _cuts;

    /// <summary>The bins of a fit's rows: from its cache, where it has one, or cut now. Tells the fit's stages.</summary>
    /// <param name="context">The fit.</param>
    /// <param name="features">The rows.</param>
    /// <param name="key">How they are cut; equal keys mean equal bins.</param>
    /// <param name="cut">Cuts them.</param>
    internal static T Cut<T>(FitContext context, FeatureMatrix features, object key, Func<T> cut)
        where T : class
    {
        context.Stage?.Invoke(FitStage.Binning);
        var binned = context.Bins?.Of(features, key, cut) ?? cut();
        context.Stage?.Invoke(FitStage.Fitting);
        return binned;
    }

    /// <summary>The bins of these rows; a fit that comes while another cuts them waits for it.</summary>
    private T Of<T>(FeatureMatrix features, object key, Func<T> cut)
        where T : class
    {
        var entries = _entries.GetOrCreateValue(features);
        if (!entries.ContainsKey(key) && entries.Count >= MaxBinsKept)
        {
            return Cut(cut);
        }

        var entry = entries.GetOrAdd(key, static _ => new Entry());
        lock (entry)
        {
            return (T)(entry.Bins ??= Cut(cut));
        }
    }

    private T Cut<T>(Func<T> cut)
    {
        Interlocked.Increment(ref _cuts);
        return cut();
    }

    private sealed class Entry
    {
        internal object? Bins { get; set; }
    }
}
