namespace Weathervane.Tuning.Search;

/// <summary>One hyperparameter of a search: which values it may take.</summary>
/// <remarks>Samplers see every parameter as a number in [0, 1); scale, steps and choices are the parameter's own business.</remarks>
/// <param name="Name">The learner's name of it: <c>num_leaves</c>.</param>
public abstract record SearchParameter(string Name)
{
    /// <summary>How many values there are; null for a continuous range.</summary>
    public abstract long? Count { get; }

    /// <summary>Whether neighbouring values are alike; false for choices.</summary>
    public abstract bool IsOrdered { get; }

    /// <summary>The value at a position.</summary>
    /// <param name="unit">In [0, 1].</param>
    /// <returns>An int, a double, a bool or a string.</returns>
    public abstract object FromUnit(double unit);

    /// <summary>The position of a value; the middle of its cell where values are discrete.</summary>
    /// <param name="value">A value that <see cref="FromUnit"/> gave.</param>
    /// <returns>In [0, 1].</returns>
    public abstract double ToUnit(object value);

    /// <summary>What is wrong with the settings; empty when nothing is.</summary>
    /// <param name="where">The path of this parameter, for the messages.</param>
    internal abstract IEnumerable<InputProblem> Problems(string where);

    /// <summary>Which of <paramref name="count"/> equal cells a position lies in.</summary>
    private protected static long Cell(double unit, long count) => Math.Clamp((long)(unit * count), 0, count - 1);
}
