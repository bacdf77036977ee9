namespace Weathervane;

/// <summary>One thing wrong with a file, a configuration or a request.</summary>
/// <param name="Where">The file and line, or the path of the key: <c>learners[0].num_leaves</c>.</param>
/// <param name="What">What is wrong, with the value found.</param>
/// <param name="Remedy">What is allowed, or what to do about it; null when <paramref name="What"/> says it all.</param>
public sealed record InputProblem(string Where, string What, string? Remedy = null)
{
    /// <inheritdoc/>
    public override string ToString() => Remedy is null ? $"{Where}: {What}" : $"{Where}: {What} {Remedy}";
}

/// <summary>Input from outside (a file, a configuration, a request) that cannot be used, with all its problems at once.</summary>
/// <remarks>The command line prints the problems and exits with 2; a server answers 400 with the same list. A caller's own
/// mistake is an <see cref="ArgumentException"/> instead, and a disk or network that fails keeps the runtime's exception.</remarks>
public sealed class InputException : Exception
{
    /// <summary>Reports several problems.</summary>
    /// <param name="problems">At least one problem.</param>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public InputException(IReadOnlyList<InputProblem> problems)
        : base(string.Join(Environment.NewLine, problems))
    {
        if (problems.Count == 0)
        {
            throw new ArgumentException("At least one problem is needed.", nameof(problems));
        }

        Problems = problems;
    }

    /// <summary>Reports one problem.</summary>
    /// <param name="where">The file and line, or the path of the key.</param>
    /// <param name="what">What is wrong, with the value found.</param>
    /// <param name="remedy">What is allowed, or what to do.</param>
    public InputException(string where, string what, string? remedy = null)
        : this([new InputProblem(where, what, remedy)])
    {
    }

    /// <summary>Everything wrong with the input; never empty.</summary>
    public IReadOnlyList<InputProblem> Problems { get; }

    /// <summary>What a program that asked can do about it.</summary>
    public InputKind Kind { get; init; }
}

/// <summary>Kinds of wrong input that a program treats differently; people read the problems.</summary>
public enum InputKind
{
    /// <summary>The input itself is wrong.</summary>
    Invalid,

    /// <summary>It names something that is not there.</summary>
    NotFound,

    /// <summary>It would make something that is there already.</summary>
    AlreadyExists,
}
