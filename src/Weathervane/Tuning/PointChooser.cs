using Weathervane.Evaluation.Metrics;
using Weathervane.Numerics;
using Weathervane.Tuning.Samplers;
using Weathervane.Tuning.Search;

namespace Weathervane.Tuning;

/// <summary>Asks the sampler for the points of a study, one after the other, none of them twice.</summary>
internal sealed class PointChooser(StudyOptions options)
{
    // Draws of the sampler before the untried points are looked through.
    private const int DrawsMax = 16;
    private const long PointsListedMax = 100_000;
    private readonly SearchSpace _space = options.Space;
    private readonly HashSet<string> _tried = [];
    private readonly List<double[]> _suggested = [];
    private readonly Kept _kept = new();

    /// <summary>Turns values so that less is better.</summary>
    internal double Sign { get; } = options.Direction == MetricDirection.Lower ? 1 : -1;

    /// <summary>A point that was not tried before; null when there is none.</summary>
    /// <param name="visible">The trials whose results may be known.</param>
    internal IReadOnlyDictionary<string, object>? Next(ReadOnlySpan<Trial> visible)
    {
        if (_space.Count <= _tried.Count)
        {
            return null;
        }

        var number = _suggested.Count;
        var context = new SuggestContext
        {
            Space = _space,
            Number = number,
            Seed = options.Seed,
            Known = Observations(visible),
            Pending = _suggested[visible.Length..],
            Kept = _kept,
            Random = SeededRandom.Fork(options.Seed, (ulong)number),
            IsTried = units => _tried.Contains(_space.Key(_space.Point(units))),
        };
        for (var draw = 0; draw < DrawsMax; draw++)
        {
            if (options.Sampler.Suggest(context) is not { } units)
            {
                return null;
            }

            if (Accept(_space.Point(units)) is { } point)
            {
                return point;
            }
        }

        return Untried(context.Random);
    }

    /// <summary>The point, noted as tried; null where it was.</summary>
    private IReadOnlyDictionary<string, object>? Accept(IReadOnlyDictionary<string, object> point)
    {
        if (!_tried.Add(_space.Key(point)))
        {
            return null;
        }

        _suggested.Add(_space.Units(point));
        return point;
    }

    private List<Observation> Observations(ReadOnlySpan<Trial> visible)
    {
        var known = new List<Observation>();
        foreach (var trial in visible)
        {
            if (trial.State == TrialState.Complete)
            {
                known.Add(new Observation(_suggested[trial.Number], Sign * trial.Value));
            }
            else if (trial.State == TrialState.Pruned && double.IsFinite(trial.Reports[^1].Value))
            {
                known.Add(new Observation(_suggested[trial.Number], Sign * trial.Reports[^1].Value, IsPruned: true));
            }
        }

        return known;
    }

    /// <summary>A random point that was not tried; there is one.</summary>
    private IReadOnlyDictionary<string, object> Untried(SeededRandom random)
    {
        if (_space.Count <= PointsListedMax)
        {
            var left = Enumerable.Range(0, (int)_space.Count.Value).Select(n => _space.PointAt(n)).Where(p => !_tried.Contains(_space.Key(p))).ToList();
            return Accept(left[random.NextInt(left.Count)])!;
        }

        while (true)
        {
            // Where points can be counted each is as likely as any other, whatever is believed of it: so an untried one comes soon.
            var point = _space.Count is { } count
                ? _space.PointAt((long)(random.NextDouble() * count))
                : _space.Point([.. _space.Parameters.Select(_ => random.NextDouble())]);
            if (Accept(point) is { } untried)
            {
                return untried;
            }
        }
    }
}
