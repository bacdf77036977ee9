namespace Weathervane.Cli;

/// <summary>Writes a file wholly or not at all.</summary>
internal static class WholeFile
{
    /// <summary>All of it or nothing: what was there before stays until the new content is complete.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    internal static void Write(string path, byte[] content)
    {
        var temporary = path + ".part";
        try
        {
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }

            throw new IOException($"{path}: the file cannot be written ({failure.Message}).", failure);
        }
    }
}
