using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Weathervane.Learners.Formats.XgBoostJson;

/// <summary>Turns XGBoost's JSON into its UBJSON, where the lists of a tree must be of the types that XGBoost gives them.</summary>
internal sealed class UbjsonWriter
{
    private static readonly Dictionary<string, char> ListTypes = new()
    {
        ["base_weights"] = 'd', ["loss_changes"] = 'd', ["split_conditions"] = 'd', ["sum_hessian"] = 'd',
        ["left_children"] = 'l', ["right_children"] = 'l', ["parents"] = 'l', ["split_indices"] = 'l',
        ["categories"] = 'l', ["categories_nodes"] = 'l', ["categories_segments"] = 'L', ["categories_sizes"] = 'L',
        ["default_left"] = 'U', ["split_type"] = 'U',
    };

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>The same value as UBJSON.</summary>
    internal static byte[] FromJson(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var writer = new UbjsonWriter();
        writer.Value(document.RootElement);
        return writer._bytes.WrittenSpan.ToArray();
    }

    private void Value(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                Mark('{');
                foreach (var member in value.EnumerateObject())
                {
                    Text(member.Name);
                    if (ListTypes.TryGetValue(member.Name, out var type))
                    {
                        TypedList(member.Value, type);
                    }
                    else
                    {
                        Value(member.Value);
                    }
                }

                Mark('}');
                break;
            case JsonValueKind.Array:
                Mark('[', '#');
                Length(value.GetArrayLength());
                foreach (var item in value.EnumerateArray())
                {
                    Value(item);
                }

                break;
            case JsonValueKind.String:
                Mark('S');
                Text(value.GetString()!);
                break;
            default:
                Mark('l');
                Number(value, 'l');
                break;
        }
    }

    private void TypedList(JsonElement list, char type)
    {
        Mark('[', '$', type, '#');
        Length(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            Number(item, type);
        }
    }

    private void Number(JsonElement number, char type)
    {
        var size = type switch { 'U' => 1, 'L' => 8, _ => 4 };
        var span = _bytes.GetSpan(size);
        switch (type)
        {
            case 'd':
                BinaryPrimitives.WriteSingleBigEndian(span, number.GetSingle());
                break;
            case 'l':
                BinaryPrimitives.WriteInt32BigEndian(span, number.GetInt32());
                break;
            case 'L':
                BinaryPrimitives.WriteInt64BigEndian(span, number.GetInt64());
                break;
            default:
                span[0] = number.GetByte();
                break;
        }

        _bytes.Advance(size);
    }

    private void Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Length(bytes.Length);
        _bytes.Write(bytes);
    }

    private void Length(int length)
    {
        Mark('L');
        BinaryPrimitives.WriteInt64BigEndian(_bytes.GetSpan(8), length);
        _bytes.Advance(8);
    }

    private void Mark(params ReadOnlySpan<char> marks)
    {
        foreach (var mark in marks)
        {
            _bytes.GetSpan(1)[0] = (byte)mark;
            _bytes.Advance(1);
        }
    }
}
