namespace Weathervane.Client;

/// <summary>One thing that kept the server from doing what it was asked.</summary>
/// <param name="Where">The model, run or parameter that it is about; the server's address where that is all that is known.</param>
/// <param name="What">What is wrong, with the value found.</param>
/// <param name="Remedy">What to do about it; null when <paramref name="What"/> says it all.</param>
public sealed record VaneProblem(string Where, string What, string? Remedy = null)
{
    /// <inheritdoc/>
    public override string ToString() => Remedy is null ? $"{Where}: {What}" : $"{Where}: {What} {Remedy}";
}

/// <summary>The server refused, failed, or could not be reached: with everything that is wrong at once.</summary>
public sealed class VaneException : Exception
{
    /// <summary>Reports what went wrong.</summary>
    /// <param name="status">The HTTP status; null where there was no answer.</param>
    /// <param name="title">The status in words.</param>
    /// <param name="problems">At least one problem.</param>
    /// <param name="inner">What the network reported; null for none.</param>
    public VaneException(int? status, string title, IReadOnlyList<VaneProblem> problems, Exception? inner = null)
        : base(string.Join(Environment.NewLine, problems), inner) => (Status, Title, Problems) = (status, title, problems);

    /// <summary>The HTTP status: 400 wrong, 401 no key, 403 refused, 404 not there, 409 there already, 5xx the server failed; null where none came.</summary>
    public int? Status { get; }

    /// <summary>The status in words: <c>Not Found</c>.</summary>
    public string Title { get; }

    /// <summary>How long the server asks to wait before the next try; null where it did not say.</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>Whether the same request may succeed a little later: the server is away, or said so.</summary>
    internal bool MayPass { get; init; }

    /// <summary>Whether a server of this API said so.</summary>
    internal bool IsOwnWord { get; init; }

    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<VaneProblem> Problems { get; }
}
