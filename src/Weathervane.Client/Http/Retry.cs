using System.Security.Cryptography;

namespace Weathervane.Client.Http;

/// <summary>Asks again where a server went away, later and later, until its patience ends.</summary>
/// <param name="patience">The longest time from the first try to the last one.</param>
/// <param name="clock">Measures it.</param>
internal sealed class Retry(TimeSpan patience, TimeProvider clock)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100), Longest = TimeSpan.FromSeconds(5);

    // A mistyped address is told at once; whoever answered before is worth waiting for.
    private volatile bool _met;

    /// <summary>Asks until there is an answer, or a refusal that would come again.</summary>
    /// <param name="ask">Sends the request and reads the answer.</param>
    /// <param name="cancel">Gives up waiting, too.</param>
    internal async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> ask, CancellationToken cancel)
    {
        var begun = clock.GetTimestamp();
        for (var wait = First; ; wait = wait * 2 < Longest ? wait * 2 : Longest)
        {
            TimeSpan pause;
            try
            {
                var answer = await ask();
                _met = true;
                return answer;
            }
            catch (VaneException failed)
            {
                _met |= failed.IsOwnWord;
                pause = failed.RetryAfter is { } asked && asked > wait ? asked : Spread(wait);
                if (!failed.MayPass || !_met || clock.GetElapsedTime(begun) + pause > patience)
                {
                    throw;
                }
            }

            await Task.Delay(pause, clock, cancel);
        }
    }

    /// <summary>Half of it to all of it, so that those who were turned away together do not come back together.</summary>
    private static TimeSpan Spread(TimeSpan wait) => wait * (RandomNumberGenerator.GetInt32(500, 1001) / 1000.0);
}
