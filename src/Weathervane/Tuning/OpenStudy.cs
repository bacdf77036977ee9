namespace Weathervane.Tuning;

/// <summary>A study whose trials are made one by one, wherever there is time for them: the same study as <see cref="Study.Run"/> makes.</summary>
/// <remarks>Which trials may be started follows from those that are known, so several processes that share them agree without a word. Not for two threads at once.</remarks>
public sealed class OpenStudy
{
    private readonly StudyOptions _options;
    private readonly PointChooser _chooser;
    private readonly List<IReadOnlyDictionary<string, object>> _points = [];
    private readonly Trial[] _trials;
    private int _prefix;
    private bool _isExhausted;

    /// <summary>A study without any trial yet.</summary>
    /// <param name="options">The study.</param>
    /// <exception cref="ArgumentException">It has a bound in seconds, which no one process could count.</exception>
    public OpenStudy(StudyOptions options)
    {
        if (options.Seconds is not null)
        {
            throw new ArgumentException("A study whose trials are made one by one has no bound in seconds.", nameof(options));
        }

        (_options, _chooser, _trials) = (options, new PointChooser(options), new Trial[options.Trials]);
        Extend();
    }

    /// <summary>The trials that may be started now, by number: those that have no result, though all that they depend on has.</summary>
    public IReadOnlyList<int> Startable => [.. Enumerable.Range(0, _points.Count).Where(i => _trials[i] is null)];

    /// <summary>Why the study is over; null while trials are missing.</summary>
    public StudyEnd? End => Startable.Count > 0 ? null : _points.Count == _options.Trials ? StudyEnd.Trials : _isExhausted ? StudyEnd.Exhausted : null;

    /// <summary>Learns of trials that were made, here or elsewhere.</summary>
    /// <param name="known">All that are known, in any order; those from before may be among them.</param>
    /// <exception cref="InputException">One is of another study.</exception>
    public void Learn(IReadOnlyList<Trial> known)
    {
        var told = known.Where(t => t.Number < _options.Trials).ToDictionary(t => t.Number);
        for (var number = 0; number < _points.Count; number++)
        {
            if (_trials[number] is null && told.TryGetValue(number, out var trial))
            {
                Study.RequireSame(_options, trial, _points[number]);
                _trials[number] = trial;
                Extend();
            }
        }
    }

    /// <summary>Tries one of the points that may be tried now. It is known only once <see cref="Learn"/> was told.</summary>
    /// <param name="number">One of <see cref="Startable"/>.</param>
    /// <param name="objective">Tries a point.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Trial Try(int number, Objective objective, CancellationToken cancel)
    {
        Check.InRange(number, 0, _points.Count - 1);
        var watch = new TrialWatch(_options.Pruner, number, _chooser.Sign, _options.Seed, _trials[..Visible(number)]);
        return Study.Try(objective, new TrialContext(number, _points[number], cancel) { Watch = watch });
    }

    // The points as far as what they depend on is known.
    private void Extend()
    {
        for (; _prefix < _trials.Length && _trials[_prefix] is not null; _prefix++)
        {
        }

        while (!_isExhausted && _points.Count < _options.Trials && Visible(_points.Count) <= _prefix)
        {
            if (_chooser.Next(_trials.AsSpan(0, Visible(_points.Count))) is { } point)
            {
                _points.Add(point);
            }
            else
            {
                _isExhausted = true;
            }
        }
    }

    private int Visible(int number) => Math.Max(number - _options.Width + 1, 0);
}
