namespace Weathervane.Tuning.Samplers;

/// <summary>What a sampler has learnt from a study's trials, so that it need not go through all of them for every suggestion.</summary>
/// <remarks>It must come to the same whether it is told of the trials one after the other or all at once: a study that is resumed starts
/// without it.</remarks>
public sealed class Kept
{
    private object? _state;

    /// <summary>What was kept, else made and kept now.</summary>
    /// <typeparam name="T">What is kept; of another kind there is nothing.</typeparam>
    /// <param name="create">Makes one that has learnt nothing yet.</param>
    public T Get<T>(Func<T> create)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(create);
        if (_state is not T kept)
        {
            _state = kept = create();
        }

        return kept;
    }
}
