using System.Net.Sockets;
using Weathervane.Store.Tests.Sql;

namespace Weathervane.Server.Tests.Client;

/// <summary>A line to a server that loses answers: the server has done what it was asked, and the caller is never told.</summary>
internal sealed class ForgetfulProxy(string server) : LineProxy(new Uri(server).Port)
{
    private int _lost;

    internal string Url => $"http://127.0.0.1:{Port}";

    /// <summary>How many of the next answers are lost.</summary>
    internal int Losing { get; set; }

    /// <summary>Where the next answer breaks off, in bytes; 0 for nowhere.</summary>
    internal long LosingAfter { get; set; }

    /// <summary>How many pieces of answers came from the server.</summary>
    internal int Answers { get; private set; }

    /// <summary>How many were lost, or broke off.</summary>
    internal int Lost => Volatile.Read(ref _lost);

    /// <inheritdoc/>
    protected override async Task<bool> PassAsync(TcpClient from, TcpClient to, ReadOnlyMemory<byte> piece, bool up)
    {
        if (up)
        {
            await to.GetStream().WriteAsync(piece);
            return true;
        }

        Answers++;
        if (Losing > 0)
        {
            Losing--;
            return Lose(from, to);
        }

        await to.GetStream().WriteAsync(piece);
        if (LosingAfter > 0 && (LosingAfter -= piece.Length) <= 0)
        {
            LosingAfter = 0;
            return Lose(from, to);
        }

        return true;
    }

    private bool Lose(TcpClient from, TcpClient to)
    {
        Interlocked.Increment(ref _lost);
        Break(from, to);
        return false;
    }
}
