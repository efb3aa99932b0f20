throw Object.assign(new RangeError('at the top', { cause: 'a cause' }), { code: 'E_TOP' });
