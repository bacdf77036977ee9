namespace Weathervane.Tuning.Search;

/// <summary>One hyperparameter of a search: which values it may take.</summary>
/// <remarks>Samplers see every parameter as a number in [0, 1]; scale, steps, choices and beliefs are the parameter's own business.</remarks>
/// <param name="Name">The learner's name of it: <c>num_leaves</c>.</param>
public abstract record SearchParameter(string Name)
{
    /// <summary>When it exists: all of these must hold; empty for always.</summary>
    public IReadOnlyList<Condition> When { get; init; } = [];

    /// <summary>How many values there are; null for a continuous range.</summary>
    public abstract long? Count { get; }

    /// <summary>Whether neighbouring values are alike; false for choices.</summary>
    public abstract bool IsOrdered { get; }

    /// <summary>The value at a position.</summary>
    /// <param name="unit">In [0, 1].</param>
    /// <returns>An int, a double, a bool or a string.</returns>
    public abstract object FromUnit(double unit);

    /// <summary>The position of a value; inside its cell where values are discrete.</summary>
    /// <param name="value">A value that <see cref="FromUnit"/> gave.</param>
    /// <returns>In [0, 1].</returns>
    public abstract double ToUnit(object value);

    /// <summary>The value with that number, in order.</summary>
    /// <param name="number">0 to <see cref="Count"/> - 1, which is not null.</param>
    public abstract object ValueAt(long number);

    /// <summary>The positions between values, [<see cref="Count"/> + 1] from 0 to 1: value i is what the positions from edge i to edge i + 1 give.</summary>
    /// <remarks>For few values only: all are written out.</remarks>
    internal abstract double[] Edges();

    /// <summary>What is wrong with the settings; empty when nothing is.</summary>
    /// <param name="where">The path of this parameter, for the messages.</param>
    internal abstract IEnumerable<InputProblem> Problems(string where);

    /// <summary>Which of <paramref name="count"/> equal cells a position lies in.</summary>
    private protected static long Cell(double unit, long count) => Math.Clamp((long)(unit * count), 0, count - 1);
}
