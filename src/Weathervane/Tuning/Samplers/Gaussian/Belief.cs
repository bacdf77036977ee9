using System.Diagnostics.CodeAnalysis;
using Weathervane.Numerics;
using Weathervane.Tuning.Search;

namespace Weathervane.Tuning.Samplers.Gaussian;

/// <summary>What is believed of a study's objective, learnt trial by trial: the kernel anew now and then, a row for each trial between.</summary>
/// <remarks>It comes to the same whether it is told of the trials one after the other or all at once.</remarks>
/// <param name="space">The study's space.</param>
/// <param name="startup">Trials before the first fit.</param>
/// <param name="pointsMax">Most trials that a fit looks at, half of them the best and half the latest.</param>
internal sealed class Belief(SearchSpace space, int startup, int pointsMax)
{
    // A fit takes as long as many suggestions: the next comes after a fifth more trials. Its few steps are no loss but a guard: gone to the
    // end, lengths of many parameters follow chance, and searches found worse points. Each fit starts anew, since a kernel that fitted
    // the fewer trials is often a blind alley.
    private const int Steps = 8, RefitShare = 5, RefitMax = 25;
    private readonly List<double> _losses = [];
    private GaussianProcess? _process;
    private int _fitted, _next = startup, _told;

    /// <summary>The least value at the points, in the units of <see cref="Process"/>.</summary>
    internal double Best { get; private set; }

    /// <summary>The belief. There must have been as many trials as the first fit takes.</summary>
    internal GaussianProcess Process => _process!;

    /// <summary>Learns from the trials that it was not told of before.</summary>
    /// <param name="known">All trials, in order.</param>
    /// <param name="pending">Positions of trials without a result, which count with what is expected of them.</param>
    internal void Learn(IReadOnlyList<Observation> known, IReadOnlyList<double[]> pending)
    {
        while (_next <= known.Count)
        {
            (_fitted, _next) = (_next, _next + Math.Clamp(_next / RefitShare, 1, RefitMax));
        }

        if (_process is null || _told < _fitted)
        {
            Fit([.. known.Take(_fitted)]);
        }

        _process.Truncate(_losses.Count);
        for (; _told < known.Count; _told++)
        {
            Add(known[_told]);
        }

        var values = Targets.Of([.. _losses]);
        Best = values.Min();
        _process.Learn(values);
        foreach (var position in pending)
        {
            _process.Add(position);
        }
    }

    [MemberNotNull(nameof(_process))]
    private void Fit(IReadOnlyList<Observation> known)
    {
        var older = known.Count - (pointsMax / 2);
        List<Observation> chosen = known.Count <= pointsMax ? [.. known] : [.. known.Take(older).OrderBy(o => o.Loss).Take(pointsMax - (pointsMax / 2)), .. known.Skip(older)];
        var evidence = new Evidence(new PointSet(space, [.. chosen.Select(o => o.Units)]), Targets.Of([.. chosen.Select(o => o.Loss)]));
        (_process, _told) = (new GaussianProcess(space, Evidence.KernelOf(Bfgs.Minimise(evidence.Cost, evidence.Start, Steps, moveMax: 2))), known.Count);
        _losses.Clear();
        foreach (var trial in chosen)
        {
            Add(trial);
        }
    }

    private void Add(Observation trial)
    {
        if (_process!.Add(trial.Units))
        {
            _losses.Add(trial.Loss);
        }
    }
}
