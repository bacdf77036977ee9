namespace Weathervane.Cli.Tests;

/// <summary>What a command says, read by a test while it is still speaking: a plain writer breaks where one thread reads what another is writing.</summary>
internal sealed class OverheardWriter : StringWriter
{
    private readonly Lock _turn = new();

    public override void Write(char value)
    {
        lock (_turn)
        {
            base.Write(value);
        }
    }

    public override void Write(char[] buffer, int index, int count)
    {
        lock (_turn)
        {
            base.Write(buffer, index, count);
        }
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (_turn)
        {
            base.Write(buffer);
        }
    }

    public override void Write(string? value)
    {
        lock (_turn)
        {
            base.Write(value);
        }
    }

    public override string ToString()
    {
        lock (_turn)
        {
            return base.ToString();
        }
    }
}
