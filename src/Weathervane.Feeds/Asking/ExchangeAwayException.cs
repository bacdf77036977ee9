namespace Weathervane.Feeds.Asking;

/// <summary>An exchange did not answer, or asked for patience; later it may.</summary>
/// <param name="message">What happened.</param>
/// <param name="wait">How long the exchange wants to be left alone; null where it did not say.</param>
/// <param name="cause">What the network said; null for nothing.</param>
internal sealed class ExchangeAwayException(string message, TimeSpan? wait = null, Exception? cause = null) : IOException(message, cause)
{
    internal TimeSpan? Wait { get; } = wait;
}
